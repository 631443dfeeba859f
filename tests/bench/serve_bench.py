#!/usr/bin/env python3
"""serve_bench.py PROGRAM [SECONDS [RUNS]]: what a served feed costs, beside nginx with the same bytes in the same run.

CPU microseconds of the server a request, of a 90 kB feed and of its 304, one client with 32 kept connections (wrk).
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

CONNECTIONS = 32


def rss(entries):
    text = ' '.join('The harbour was quiet when the tide went out and the boats lay on the sand.' for _ in range(22))
    items = ''.join(f'<item><title>Entry {i}</title><link>https://feed.example/{i}</link><guid>https://feed.example/{i}</guid>'
                    f'<pubDate>Mon, {1 + i % 28:02d} Sep 2025 10:00:00 GMT</pubDate><description>{i}: {text}</description></item>'
                    for i in range(entries))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>https://feed.example/</link>' \
           f'<description>d</description>{items}</channel></rss>'


def cpu_seconds(pids):
    ticks = 0
    for pid in pids:
        fields = open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf('SC_CLK_TCK')


def children(pid):
    return [int(p) for p in open(f'/proc/{pid}/task/{pid}/children').read().split()]


def wait_for(url):
    for _ in range(200):
        try:
            with urllib.request.urlopen(url) as answer:
                return answer.headers, answer.read()
        except OSError:
            time.sleep(0.1)
    sys.exit(f'{url}: no answer')


def start_nginx(folder, port):
    os.makedirs(f'{folder}/www')
    with open(f'{folder}/nginx.conf', 'w') as f:
        f.write(f'worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.err; daemon off; events {{}}\n'
                f'http {{ access_log off; keepalive_requests 1000000000; sendfile on; tcp_nodelay on; root {folder}/www;\n'
                f'server {{ listen 127.0.0.1:{port}; }} }}\n')
    return subprocess.Popen(['nginx', '-c', f'{folder}/nginx.conf', '-p', folder], stderr=subprocess.DEVNULL)


def start_gazette(program, folder, port, nginx_port):
    with open(f'{folder}/gazette.toml', 'w') as f:
        f.write(f'database = "g.db"\n[fetch]\nallow_private = true\n[server]\nlisten = "127.0.0.1:{port}"\n'
                f'[[source]]\nname = "feed"\nurl = "http://127.0.0.1:{nginx_port}/source.rss"\nfull_text = "never"\n')
    return subprocess.Popen([program, 'run', '--config', f'{folder}/gazette.toml'], cwd=folder, stderr=subprocess.DEVNULL)


def load(url, etag, pids, seconds):
    """Microseconds of CPU a request, requests a second, the 99th percentile."""
    header = ['-H', f'If-None-Match: {etag}'] if etag else []
    before = cpu_seconds(pids)
    out = subprocess.run(['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{seconds}s', '--latency', *header, url],
                         capture_output=True, text=True, check=True).stdout
    used = cpu_seconds(pids) - before
    requests = int(re.search(r'(\d+) requests in', out).group(1))
    if 'Non-2xx' in out and not etag:
        sys.exit(out)
    rate = float(re.search(r'Requests/sec:\s+([\d.]+)', out).group(1))
    return used / requests * 1e6, rate, re.search(r'99%\s+(\S+)', out).group(1)


def main():
    program = os.path.abspath(sys.argv[1])
    seconds, runs = int((sys.argv[2:3] or ['3'])[0]), int((sys.argv[3:4] or ['3'])[0])
    folder = tempfile.mkdtemp(prefix='gazette-serve-')
    os.chmod(folder, 0o755)  # nginx's worker is another user
    nginx = start_nginx(folder, 18411)
    gazette = None
    try:
        with open(f'{folder}/www/source.rss', 'w') as f:
            f.write(rss(36))
        wait_for('http://127.0.0.1:18411/source.rss')
        gazette = start_gazette(program, folder, 18412, 18411)
        ours = 'http://127.0.0.1:18412/feeds/feed.atom'
        while True:
            headers, body = wait_for(ours)
            if b'Entry 5' in body:
                break
            time.sleep(0.2)
        with open(f'{folder}/www/feed.atom', 'wb') as f:
            f.write(body)
        theirs = 'http://127.0.0.1:18411/feed.atom'
        sides = (('nginx', theirs, wait_for(theirs)[0]['ETag'], children(nginx.pid)),
                 ('gazette', ours, headers['ETag'], [gazette.pid]))
        print(f'feed of {len(body)} bytes; {CONNECTIONS} connections, {runs} runs of {seconds} s in turn, medians')
        for what in ('200', '304'):
            found = {name: [] for name, *_ in sides}
            for _ in range(runs):
                for name, url, etag, pids in sides:
                    found[name].append(load(url, etag if what == '304' else None, pids, seconds))
            for name, results in found.items():
                cost, rate = (statistics.median(r[i] for r in results) for i in (0, 1))
                print(f'{what} {name:8s} {cost:6.1f} us CPU a request, {rate:8.0f} requests/s, 99 % {results[0][2]}')
    finally:
        for process in (gazette, nginx):
            if process:
                process.terminate()
                process.wait()
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
