#!/usr/bin/env python3
"""browser.py BASE: a person's way through the pages at BASE in a real Chromium, by keyboard and mouse, on a desk and a phone, by day and by night.

Prints a line a fault; nothing if all is well. With GAZETTE_SCREENSHOTS=FOLDER it leaves pictures of every page there, to be looked at. The browser is
driven over its debugging pipe (the DevTools protocol; a message ends with NUL): no library, no port.
"""
import base64
import fcntl
import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--remote-debugging-pipe']
PATIENCE = 30  # seconds without a word
VIEWS = {'desk': (1280, 800, False), 'phone': (390, 844, True), 'narrow': (320, 640, True)}
# What a person sees of two colours on each other (WCAG 2.1 section 1.4.3), of every text that is shown.
CONTRAST = r"""(() => {
  const parts = c => c.match(/[\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
                       return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; }
                        return [255, 255, 255]; };
  const faults = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (!walk.currentNode.data.trim() || box.width < 2 || style.visibility === 'hidden' || e.closest('svg, .unseen')) continue;
    const a = light(parts(style.color).slice(0, 3)), b = light(ground(e).slice(0, 3));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) faults.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
  }
  return [...faults].join(', ');
})()"""
# Landmarks and names (WCAG 2.1 sections 1.3.1, 2.4, 3.1.1): one heading, one main, a language, no control or link without a name, no id twice.
ORDER = r"""(() => {
  const faults = [], count = s => document.querySelectorAll(s).length;
  if (count('h1') !== 1) faults.push(count('h1') + ' h1');
  if (count('main') !== 1 || count('body > header') !== 1 || !count('nav[aria-label]')) faults.push('landmarks');
  if (!document.documentElement.lang || !document.title) faults.push('language or title');
  for (const e of document.querySelectorAll('a, button')) if (!e.textContent.trim() && !e.getAttribute('aria-label')) faults.push('nameless ' + e.outerHTML);
  for (const e of document.querySelectorAll('input')) if (!e.labels.length) faults.push('unlabelled ' + e.name);
  for (const e of document.querySelectorAll('svg[role=img]')) if (!e.querySelector('title')) faults.push('untitled drawing');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  if (!document.querySelector('meta[name=robots][content~=noindex]')) faults.push('may be indexed');
  if (count('script, [style], [onclick], [onload]')) faults.push('something runs or is styled in place');
  return faults.join(', ');
})()"""


def pipe():
    """Both ends above 3 and 4, where Chromium looks for its own."""
    ends = []
    for end in os.pipe():
        ends.append(fcntl.fcntl(end, fcntl.F_DUPFD, 100))
        os.close(end)
    return ends


class Browser:
    """One Chromium with one page."""

    def __init__(self, language):
        self.profile = tempfile.mkdtemp()
        commands, self.commands = pipe()
        self.answers, answers = pipe()

        def as_three_and_four():
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self.process = subprocess.Popen(['chromium', *FLAGS, f'--accept-lang={language}', f'--lang={language}', f'--user-data-dir={self.profile}',
                                         'about:blank'], close_fds=False, preexec_fn=as_three_and_four, stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self.number, self.unread, self.session, self.events = 0, b'', None, []
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Network', 'Log'):
            self.call(f'{domain}.enable')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        os.close(self.commands)
        os.close(self.answers)
        shutil.rmtree(self.profile, ignore_errors=True)

    def message(self):
        while b'\0' not in self.unread:
            if not select.select([self.answers], [], [], PATIENCE)[0]:
                raise TimeoutError('the browser is silent')
            more = os.read(self.answers, 1 << 20)
            if not more:
                raise EOFError('the browser ended')
            self.unread += more
        text, self.unread = self.unread.split(b'\0', 1)
        return json.loads(text)

    def call(self, method, **params):
        self.number += 1
        request = {'id': self.number, 'method': method, 'params': params}
        if self.session:
            request['sessionId'] = self.session
        os.write(self.commands, json.dumps(request).encode() + b'\0')
        while True:
            answer = self.message()
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise RuntimeError(f'{method}: {answer["error"]}')
                return answer['result']
            self.events.append(answer)

    def loaded(self, action):
        """Until the page that the action leads to is there."""
        self.events = []
        action()
        while not any(event.get('method') == 'Page.loadEventFired' for event in self.events):
            self.events.append(self.message())

    def open(self, url):
        self.loaded(lambda: self.call('Page.navigate', url=url))

    def value(self, script):
        result = self.call('Runtime.evaluate', expression=script, returnByValue=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(result['exceptionDetails'])
        return result['result'].get('value')

    def view(self, name, dark=False):
        width, height, mobile = VIEWS[name]
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        self.call('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])

    def key(self, name, text=''):
        code = {'Tab': 9, 'Enter': 13}[name]
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=name, code=name, windowsVirtualKeyCode=code, text=text if kind == 'keyDown' else '')

    def click(self, selector):
        x, y = self.value(f'(e => {{ e.scrollIntoView({{block: "center"}}); const b = e.getBoundingClientRect();'
                          f' return [b.left + 4, b.top + b.height / 2]; }})(document.querySelector({json.dumps(selector)}))')
        for kind in ('mousePressed', 'mouseReleased'):
            self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='left', clickCount=1)

    def picture(self, name):
        folder = os.environ.get('GAZETTE_SCREENSHOTS')
        if folder:
            data = self.call('Page.captureScreenshot', format='png', captureBeyondViewport=True)['data']
            with open(os.path.join(folder, f'{name}.png'), 'wb') as file:
                file.write(base64.b64decode(data))


def fault(where, what):
    print(f'{where}: {what}')


def expect(where, what, is_so):
    if not is_so:
        fault(where, what)


def look(browser, base, name, path, view, dark=False):
    """The page as it is shown: in bounds, readable, in order, alone, without a complaint of the browser."""
    where = f'{path} ({view}{", dark" if dark else ""})'
    browser.view(view, dark)
    browser.open(base + path)
    over = browser.value('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(where, f'{over} pixels too wide', over <= 0)
    for script in (CONTRAST, ORDER):
        faults = browser.value(script)
        expect(where, faults, not faults)
    for event in browser.events:
        if event.get('method') == 'Log.entryAdded' and '404' not in event['params']['entry']['text']:
            fault(where, event['params']['entry']['text'])
        if event.get('method') == 'Network.requestWillBeSent' and not event['params']['request']['url'].startswith(base):
            fault(where, 'asked ' + event['params']['request']['url'])
    browser.picture(f'{name}-{view}{"-dark" if dark else ""}')


def walk_by_keyboard(browser, base):
    browser.view('desk')
    browser.open(base + '/')
    browser.key('Tab')
    expect('keyboard', 'the first stop is no way past the menu', browser.value('document.activeElement.className') == 'skip')
    browser.key('Enter', '\r')
    expect('keyboard', 'the way past the menu leads elsewhere', browser.value('location.hash') == '#main')
    seen = []
    for _ in range(60):
        browser.key('Tab')
        seen.append(browser.value('document.activeElement.closest("h3") ? document.activeElement.href : ""'))
        if seen[-1]:
            break
    expect('keyboard', 'no article is reached', seen[-1])
    expect('keyboard', 'where one is cannot be seen', browser.value('getComputedStyle(document.activeElement).outlineStyle') != 'none')
    browser.loaded(lambda: browser.key('Enter', '\r'))
    expect('keyboard', 'no article opened', browser.value('location.href') == seen[-1] and browser.value('!!document.querySelector("article .body")'))
    browser.loaded(lambda: browser.call('Page.navigate', url=base + '/search'))
    browser.value('document.querySelector("#q").focus()')
    browser.call('Input.insertText', text='软银')
    browser.loaded(lambda: browser.key('Enter', '\r'))
    expect('keyboard', 'the search found nothing', browser.value('document.querySelector("mark") && document.querySelector("mark").textContent') == '软银')


def walk_by_mouse(browser, base):
    browser.view('phone')
    browser.open(base + '/')
    for selector, path in (('.menu li:nth-child(2) a', r'/sources$'), ('.sources tbody.healthy th a', r'/sources/[a-z-]+$'), ('.articles h3 a', r'/articles/'),
                           ('.kicker a', r'/sources/[a-z-]+$'), ('.menu li:nth-child(3) a', r'/about$'), ('.nameplate a', r'/$'),
                           ('.words a', r'/(tags|languages)/'), ('.articles h3 a', r'/articles/')):
        browser.loaded(lambda s=selector: browser.click(s))
        expect('mouse', f'{selector} leads to {browser.value("location.pathname")}', re.search(path, browser.value('location.pathname')))


def main(base):
    with urllib.request.urlopen(base + '/api/v1/articles?limit=100') as answer:
        articles = json.load(answer)['articles']
    pages = {'front': '/', 'sources': '/sources', 'search': '/search', 'found': '/search?q=' + urllib.parse.quote('软银'), 'nothing': '/search?q=zzzz',
             'about': '/about', 'missing': '/missing', 'language': '/languages/en', 'source': '/sources/' + articles[0]['source']}
    for article in [one for i, one in enumerate(articles) if i < 5 or one['version'] > 1]:
        pages['article-' + article['id']] = '/articles/' + article['id']
        if article['version'] > 1:
            pages['changes-' + article['id']] = f'/articles/{article["id"]}/changes'
    for tag in sorted({tag for article in articles for tag in article['tags']})[:1]:
        pages['tag'] = '/tags/' + urllib.parse.quote(tag)
    for language in ('en', 'zh-CN'):
        with Browser(language) as browser:
            for name, path in pages.items():
                for view, dark in (('desk', False), ('phone', True), ('narrow', False)) if language == 'en' else (('phone', False), ('desk', True)):
                    look(browser, base, f'{name}-{language}', path, view, dark)
            walk_by_keyboard(browser, base)
            walk_by_mouse(browser, base)


main(sys.argv[1].rstrip('/'))
