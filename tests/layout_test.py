#!/usr/bin/env python3
"""layout_test.py ROOT: does the tree keep the promises of its design?

Prints a line a finding; exit status 1 if there is one.
  arrow   a folder includes one that it must not know      circle  files include each other in a circle
  crowd   a folder holds more than 12 files                long    a source file has more than 500 lines
  func    a function has more than 60 lines                median  the median function has more than 12 lines
  twice   two types have one name: the linker mixes their functions, and memory is overwritten
  pure    feeds/ or a renderer touches clock, file, socket, thread or log
  log     spdlog outside daemon/                           thread  threads outside daemon/ and storage/
  top     something at the top level that no tool demands  readme  a folder's README.md is missing, over 30 lines, or lacks a file
"""
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

MAY_INCLUDE = {
    'feeds': set(),
    'storage': {'feeds'},
    'exporters': {'feeds'},
    'config': {'feeds', 'storage', 'exporters'},
    'daemon': {'feeds', 'storage', 'exporters', 'config'},
    'tests': {'feeds', 'storage', 'exporters', 'config', 'daemon'},
}
TOP = {'CMakeLists.txt', 'CMakePresets.json', 'LICENSE', 'README.md', 'CHANGELOG.md', 'dev', 'systemd', *MAY_INCLUDE}
IMPURE = re.compile(r'#\s*include\s*<(thread|mutex|future|fstream|filesystem|cstdio|iostream|curl/|sqlite3|sys/|unistd|spdlog)'
                    r'|(system|steady)_clock::now|\btime\((nullptr|NULL|0)\)')
THREAD = re.compile(r'std::(jthread|thread|mutex|async|condition_variable)\b')
PURE_FILES = re.compile(r'^feeds/|^exporters/(feed_writer|dialects|render)')


def sources(root):
    for top in MAY_INCLUDE:
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders[:] = [f for f in folders if not f.startswith('.')]
            for name in files:
                if name.endswith(('.h', '.cc')):
                    path = os.path.relpath(os.path.join(folder, name), root)
                    with open(os.path.join(folder, name), encoding='utf-8') as f:
                        yield path, f.read()


def check_lines(path, text):
    top = path.split('/')[0]
    for number, line in enumerate(text.split('\n'), 1):
        where = f'{path}:{number}'
        if PURE_FILES.search(path) and IMPURE.search(line):
            yield f'pure    {where}: {line.strip()}'
        if 'spdlog' in line and top not in ('daemon', 'tests'):
            yield f'log     {where}'
        if top not in ('daemon', 'storage', 'tests') and THREAD.search(line):
            yield f'thread  {where}: {line.strip()}'
    if top != 'tests' and text.count('\n') > 500:
        yield f"long    {path}: {text.count(chr(10))} lines"


def check_includes(files):
    graph = {}
    for path, text in files.items():
        top = path.split('/')[0]
        graph[path] = []
        for number, line in enumerate(text.split('\n'), 1):
            m = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            if m and m.group(1) in files:
                graph[path].append(m.group(1))
                to = m.group(1).split('/')[0]
                if to != top and to not in MAY_INCLUDE[top]:
                    yield f'arrow   {path}:{number}: {top} must not include {to}'
    state = {}

    def visit(path, trail):
        state[path] = 'open'
        for to in graph[path]:
            if state.get(to) == 'open':
                yield 'circle  ' + ' > '.join(trail[trail.index(to):] + [to]) if to in trail else f'circle  {path} > {to}'
            elif to not in state:
                yield from visit(to, trail + [to])
        state[path] = 'done'

    for path in graph:
        if path not in state:
            yield from visit(path, [path])


def tags(root, files, kinds):
    out = subprocess.run(['ctags', '--output-format=json', '--fields=+nes', f'--kinds-C++={kinds}', '-f', '-', '-L', '-'],
                         input='\n'.join(os.path.join(root, p) for p in files), capture_output=True, text=True, check=True).stdout
    return map(json.loads, out.splitlines())


def check_types(root, files):
    """One-definition rule; what stands in an unnamed namespace is its file's own."""
    places = {}
    for tag in tags(root, files, 'scgu'):
        name = f"{tag.get('scope', '')}::{tag['name']}"
        if '__anon' not in name:
            places.setdefault(name, set()).add(os.path.relpath(tag['path'], root))
    for name, paths in sorted(places.items()):
        if len(paths) > 1:
            yield f"twice   {name}: {', '.join(sorted(paths))}"


def check_functions(root, files):
    lengths = []
    for tag in tags(root, files, 'f'):
        if 'end' not in tag:
            continue
        length = tag['end'] - tag['line'] + 1
        path = os.path.relpath(tag['path'], root)
        if not path.startswith('tests/'):
            lengths.append(length)
        if length > 60:
            yield f"func    {path}:{tag['line']}: {tag['name']} has {length} lines"
    if lengths and statistics.median(lengths) > 12:
        yield f'median  functions have a median of {statistics.median(lengths)} lines'


def check_folders(root):
    for name in sorted(os.listdir(root)):
        if not name.startswith('.') and name not in TOP and name not in ('build', 'sample'):
            yield f'top     {name}'
    for top in MAY_INCLUDE:
        for folder, folders, names in os.walk(os.path.join(root, top)):
            rel = os.path.relpath(folder, root)
            if top != 'tests' and len(names) > 12:
                yield f'crowd   {rel}: {len(names)} files'
            if rel == top or (top != 'tests' and any(n.endswith('.h') for n in names)):
                readme = os.path.join(folder, 'README.md')
                if not os.path.exists(readme):
                    yield f'readme  {rel}: no README.md'
                else:
                    with open(readme, encoding='utf-8') as f:
                        yield from check_readme(rel, f.read(), [*names, *folders])


def check_readme(folder, text, names):
    """Formatters of C++ take Markdown for code; and a map that lacks a place misleads."""
    if text.count('\n') > 30:
        yield f'readme  {folder}/README.md has more than 30 lines'
    if folder.startswith('tests'):
        return
    if not re.match(rf'# {re.escape(folder)}(:|$)', text.split('\n')[0]):
        yield f'readme  {folder}/README.md does not begin with "# {folder}"'
    words = set(re.findall(r'[\w*-]+', ' '.join(re.findall(r'`([^`]+)`', text))))
    for noun in sorted({name.split('.')[0] for name in names if '.' not in name or name.endswith('.h')}):
        if noun not in words:
            yield f'readme  {folder}/README.md does not name {noun}'


def main():
    root = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else '.')
    files = dict(sources(root))
    found = [f for path, text in files.items() for f in check_lines(path, text)]
    found += [*check_includes(files), *check_folders(root)]
    if shutil.which('ctags'):
        found += [*check_functions(root, files), *check_types(root, files)]
    else:
        found += ['func    universal-ctags is not installed: run ./dev deps']
    print('\n'.join(found) if found else f'layout: {len(files)} files keep it')
    sys.exit(1 if found else 0)


if __name__ == '__main__':
    main()
