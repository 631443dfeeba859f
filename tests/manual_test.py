#!/usr/bin/env python3
"""manual_test.py PROGRAM PAGE: does the manual page name every command and option of the program, and no other command?"""
import re
import subprocess
import sys


def help_of(program, *command):
    return subprocess.run([program, *command, '--help'], capture_output=True, text=True, check=True, timeout=60).stdout


def commands(text):
    """The names in a help's list of subcommands."""
    return re.findall(r'^  ([a-z][a-z-]*) ', text.partition('\nSubcommands:\n')[2], re.M)


def options(text):
    return set(re.findall(r'(--[a-z][a-z-]*)', text)) - {'--help'}


def main():
    program, page_file = sys.argv[1:]
    with open(page_file, encoding='utf-8') as f:
        page = re.sub(r'\\f.', '', f.read().replace('\\-', '-'))
    missing = []
    names = commands(help_of(program))
    told = set()
    for head in re.findall(r'^\.TP\n(.*)$', page.partition('.SH COMMANDS')[2].partition('.SH OPTIONS')[0], re.M):
        told |= set(re.split(r'[\s,]+', head)) & set(names) | {re.split(r'[\s,]+', head.removeprefix('.B '))[0]}
    missing += [f'{page_file}: the command {name} is not told' for name in names if name not in told]
    missing += [f'{page_file}: there is no command {name}' for name in sorted(told) if name not in names]
    for name in names:
        text = help_of(program, name)
        for nested in [[]] + [[inner] for inner in commands(text)]:
            missing += [f'{page_file}: {option} of {" ".join([name, *nested])} is not told'
                        for option in sorted(options(help_of(program, name, *nested))) if option not in page]
    print('\n'.join(missing) or f'{len(names)} commands are told with their options')
    return bool(missing) or not names


if __name__ == '__main__':
    sys.exit(main())
