#!/usr/bin/env python3
"""check_feed.py FILE PUBLIC_URL [NOW]: the rules for documents that are given out (section O of the politeness list), one after another.

Prints a line a violation, "O2 two entries of one id: ..."; nothing for a good document. NOW: seconds since 1970; no date lies after it.
"""
import datetime
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

ATOM = '{http://www.w3.org/2005/Atom}'
FH = '{http://purl.org/syndication/history/1.0}'
AT = '{http://purl.org/atompub/tombstones/1.0}'
DC = '{http://purl.org/dc/elements/1.1/}'
CONTENT = '{http://purl.org/rss/1.0/modules/content/}'
CONTROL = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]')
RFC3339 = re.compile(r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$')
RFC822 = re.compile(r'^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})$')
URI = re.compile(r"^https?://[!-~]+$")
IRI = re.compile(r'^[A-Za-z][A-Za-z0-9+.-]+:[^\s<>"{}|\\^`]+$')
BAD_TAGS = {'script', 'iframe', 'object', 'embed', 'form', 'style', 'link', 'meta', 'base', 'svg', 'math', 'frame', 'frameset', 'applet'}
FEED_RELS = {'self', 'hub', 'current', 'prev-archive', 'next-archive'}
found = []


def say(rule, text):
    found.append(f'{rule} {text}')


class Fragment(HTMLParser):
    """O6: no relative reference, nothing that runs."""

    def __init__(self, where):
        super().__init__()
        self.where = where

    def handle_starttag(self, tag, attrs):
        if tag in BAD_TAGS:
            say('O6', f'<{tag}> in {self.where}')
        for name, value in attrs:
            if name.startswith('on') or name in ('style', 'srcdoc'):
                say('O6', f'{name}= in {self.where}')
            if name in ('href', 'src', 'cite', 'poster') and not re.match(r'^(https?://|mailto:)', value or ''):
                say('O6', f'{name}="{value}" in {self.where}')


def check_html(text, where):
    Fragment(where).feed(text or '')


def check_date(text, rule_form, where, now):
    if not rule_form.match(text or ''):
        return say('O5', f'"{text}" in {where}')
    if rule_form is RFC822:
        when = parsedate_to_datetime(text)
        if text[:3] != when.strftime('%a'):
            say('O5', f'wrong weekday "{text}" in {where}')
    else:
        when = datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))
    if when.timestamp() < 0 or when.timestamp() > now:
        say('O5', f'implausible "{text}" in {where}')


def check_bytes(data, is_json):
    try:
        text = data.decode('utf-8')
    except UnicodeDecodeError as error:
        return say('O1', str(error))
    if CONTROL.search(text.replace('\n', ' ').replace('\t', ' ')):
        say('O1', 'a control character')
    if is_json:
        return None
    if not data.startswith(b'<?xml version="1.0"'):
        say('O1', 'no XML declaration at byte 0')
    if b'<!DOCTYPE' in data or b'<!ENTITY' in data:
        say('O1', 'a DOCTYPE')
    return None


def only(parent, name, where, rule):
    elements = parent.findall(name)
    if len(elements) != 1 or not (elements[0].text or '').strip():
        say(rule, f'{len(elements)} of {name.split("}")[-1]} in {where}')
        return ''
    return elements[0].text


def check_atom_links(element, where):
    alternates = set()
    for link in element.findall(ATOM + 'link'):
        rel, href = link.get('rel', 'alternate'), link.get('href', '')
        if not URI.match(href):
            say('O2', f'link {rel} "{href}" in {where}')
        key = (link.get('type'), link.get('hreflang'))
        if rel == 'alternate' and key in alternates:
            say('O2', f'two alternates of one kind in {where}')
        if rel == 'alternate':
            alternates.add(key)
        if where != 'feed' and rel in FEED_RELS:
            say('O8', f'link {rel} in {where}')
    return alternates


def check_atom_entry(entry, has_author, ids, moments, now):
    name = only(entry, ATOM + 'id', 'an entry', 'O2')
    where = f'entry {name}'
    if name in ids:
        say('O2', f'two entries of one id: {name}')
    ids.add(name)
    if not IRI.match(name):
        say('O2', f'id "{name}" is no IRI')
    only(entry, ATOM + 'title', where, 'O2')
    check_date(only(entry, ATOM + 'updated', where, 'O2'), RFC3339, where, now)
    if entry.findtext(ATOM + 'updated') in moments:
        say('O2', f'updated of another entry in {where}')
    moments.add(entry.findtext(ATOM + 'updated'))
    if entry.find(ATOM + 'published') is not None:
        check_date(entry.findtext(ATOM + 'published'), RFC3339, where, now)
    if not check_atom_links(entry, where) and entry.find(ATOM + 'content') is None:
        say('O2', f'neither content nor alternate in {where}')
    if not has_author and entry.find(ATOM + 'author') is None:
        say('O2', f'no author of {where}')
    content = entry.find(ATOM + 'content')
    if content is not None and content.get('src') and entry.find(ATOM + 'summary') is None:
        say('O2', f'content elsewhere without a summary in {where}')
    if content is not None and content.get('type') == 'html':
        check_html(content.text, where)
    source = entry.find(ATOM + 'source')
    if source is None:
        return say('O3', f'no source of {where}')
    for part in ('id', 'title', 'updated'):
        only(source, ATOM + part, f'source of {where}', 'O3')
    return None


def check_history(root, links, public_url):
    archive = root.find('.//' + FH + 'archive') is not None
    if archive and not links.get('current'):
        say('O8', 'an archive names no current')
    if not archive and 'current' in links:
        say('O8', 'current without fh:archive')
    if root.find('.//' + FH + 'complete') is not None:
        say('O8', 'complete, though it is not')
    if links.get('prev-archive') == public_url:
        say('O8', 'it is its own prev-archive')
    return archive


def check_atom(root, public_url, now):
    only(root, ATOM + 'id', 'feed', 'O2')
    only(root, ATOM + 'title', 'feed', 'O2')
    check_date(only(root, ATOM + 'updated', 'feed', 'O2'), RFC3339, 'feed', now)
    check_atom_links(root, 'feed')
    links = {link.get('rel', 'alternate'): link.get('href') for link in root.findall(ATOM + 'link')}
    if links.get('self') != public_url:
        say('O2', f'self is "{links.get("self")}"')
    ids, moments = set(), set()
    for entry in root.findall(ATOM + 'entry'):
        check_atom_entry(entry, root.find(ATOM + 'author') is not None, ids, moments, now)
    for gone in root.findall(AT + 'deleted-entry'):
        check_date(gone.get('when'), RFC3339, 'deleted-entry', now)
        if not gone.get('ref') or gone.get('ref') in ids:
            say('O12', f'deleted-entry "{gone.get("ref")}"')
    return check_history(root, links, public_url)


def check_rss_item(item, guids, now):
    guid, link = item.find('guid'), item.findtext('link')
    where = f'item {guid.text if guid is not None else link}'
    if not (item.findtext('title') or item.findtext('description')):
        say('O4', f'neither title nor description in {where}')
    if guid is None:
        say('O4', f'no guid of {where}')
    elif guid.get('isPermaLink') != 'false' and guid.text != link:
        say('O4', f'guid is no permalink in {where}')
    if guid is not None and guid.text in guids:
        say('O4', f'two items of one guid: {guid.text}')
    guids.add(guid.text if guid is not None else None)
    if link is not None and not URI.match(link):
        say('O6', f'link "{link}" in {where}')
    if item.find('author') is not None and not re.match(r'^\S+@\S+ \(.+\)$', item.findtext('author') or ''):
        say('O4', f'author in {where}')
    tags = [child.tag for child in item]
    if CONTENT + 'encoded' in tags and 'description' in tags and tags.index('description') > tags.index(CONTENT + 'encoded'):
        say('O4', f'description behind content:encoded in {where}')
    if item.find('pubDate') is not None and item.find(DC + 'date') is not None:
        say('O4', f'two dates in {where}')
    check_date(item.findtext('pubDate'), RFC822, where, now)
    enclosures = item.findall('enclosure')
    if len(enclosures) > 1:
        say('O4', f'{len(enclosures)} enclosures in {where}')
    for enclosure in enclosures:
        if not (URI.match(enclosure.get('url', '')) and enclosure.get('length', '').isdigit() and '/' in enclosure.get('type', '')):
            say('O4', f'enclosure in {where}')
    source = item.find('source')
    if source is not None and not URI.match(source.get('url', '')):
        say('O4', f'source without url in {where}')
    check_html(item.findtext('description'), where)
    check_html(item.findtext(CONTENT + 'encoded'), where)


def check_rss(root, public_url, now):
    channel = root.find('channel')
    for name in ('title', 'link', 'description'):
        only(channel, name, 'channel', 'O4')
    links = {link.get('rel'): link.get('href') for link in channel.findall(ATOM + 'link')}
    if links.get('self') != public_url:
        say('O4', f'self is "{links.get("self")}"')
    if channel.find('lastBuildDate') is not None:
        check_date(channel.findtext('lastBuildDate'), RFC822, 'channel', now)
    image = channel.find('image')
    if image is not None:
        if image.findtext('title') != channel.findtext('title') or image.findtext('link') != channel.findtext('link'):
            say('O4', 'the image is titled otherwise')
    guids = set()
    for item in channel.findall('item'):
        check_rss_item(item, guids, now)
    return check_history(root, links, public_url)


def check_json(feed, public_url, now):
    if feed.get('version') != 'https://jsonfeed.org/version/1.1' or not isinstance(feed.get('title'), str) or not isinstance(feed.get('items'), list):
        return say('O7', 'version, title or items')
    if feed.get('feed_url') != public_url:
        say('O7', f'feed_url is "{feed.get("feed_url")}"')
    if 'next_url' in feed and (not URI.match(feed['next_url']) or feed['next_url'] == public_url):
        say('O7', 'next_url')
    ids = set()
    for item in feed['items']:
        where = f'item {item.get("id")}'
        if not isinstance(item.get('id'), str) or item['id'] in ids:
            say('O7', f'id of {where}')
        ids.add(item.get('id'))
        if 'content_html' not in item and 'content_text' not in item:
            say('O7', f'no content in {where}')
        check_html(item.get('content_html'), where)
        for name in ('date_published', 'date_modified'):
            if name in item:
                check_date(item[name], RFC3339, where, now)
        for name in ('url', 'external_url', 'image'):
            if name in item and not URI.match(item[name]):
                say('O7', f'{name} of {where}')
        for attachment in item.get('attachments', []):
            if not (URI.match(attachment.get('url', '')) and '/' in attachment.get('mime_type', '')):
                say('O7', f'attachment in {where}')
    return 'current' in feed.get('_gazette', {})


def main(file, public_url, now):
    with open(file, 'rb') as opened:
        data = opened.read()
    is_json = data[:1] == b'{'
    check_bytes(data, is_json)
    try:
        if is_json:
            archive = check_json(json.loads(data), public_url, now)
        else:
            root = ElementTree.fromstring(data)
            archive = (check_atom if root.tag == ATOM + 'feed' else check_rss)(root, public_url, now)
    except (ElementTree.ParseError, ValueError) as error:
        return say('O1', f'not well-formed: {error}')
    if not archive and len(data) > 2 << 20:
        say('O9', f'{len(data)} bytes')
    return None


main(sys.argv[1], sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else float('inf'))
print('\n'.join(found), end='')
