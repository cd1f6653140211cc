import { join } from 'node:path';
import { packageRoot } from '../../platform/package-root.ts';
import { quoteForShell } from '../shell-quote.ts';

/** The line by which an installed hook is recognized. */
const marker = '# Installed by afterpush.';

/** What a hook that was there before is renamed to; it is run by ours. */
export const savedSuffix = '.before-afterpush';

export const reportingHooks = ['reference-transaction', 'post-checkout', 'pre-push'] as const;

export type ReportingHook = (typeof reportingHooks)[number];

/** Every hook that git runs in a clone: a directory of hooks for all clones has to pass each one on. */
const clientHooks = [
  'applypatch-msg',
  'commit-msg',
  'fsmonitor-watchman',
  'post-applypatch',
  'post-commit',
  'post-index-change',
  'post-merge',
  'post-receive',
  'post-rewrite',
  'post-update',
  'pre-applypatch',
  'pre-auto-gc',
  'pre-commit',
  'pre-merge-commit',
  'pre-rebase',
  'pre-receive',
  'prepare-commit-msg',
  'proc-receive',
  'push-to-checkout',
  'sendemail-validate',
  'update',
];

/** Hooks whose mere presence changes what git does, so that they cannot be passed on. */
const passedOn = clientHooks.filter(
  (name) => !['fsmonitor-watchman', 'proc-receive', 'push-to-checkout'].includes(name),
);

export function isOwnHook(content: string): boolean {
  return content.includes(`\n${marker}`);
}

/** The hooks of one clone, or of a directory that a person chose: each runs the one it replaced. */
export function formatClonedHook(name: ReportingHook): string {
  return formatHook(name, `next="$0${savedSuffix}"`);
}

/** The hooks of a directory for all clones, by name: each runs the one of the clone. */
export function listSharedHooks(): [string, string][] {
  const reporting = reportingHooks.map((name): [string, string] => {
    return [name, formatHook(name, formatFindNext(name))];
  });
  const others = passedOn.map((name): [string, string] => {
    return [name, `${head}${formatFindNext(name)}\n${runNext}`];
  });
  return [...reporting, ...others];
}

function formatFindNext(name: string): string {
  return `if [ -n "$GIT_DIR" ] && [ -d "$GIT_DIR/hooks" ]; then
  next=$GIT_DIR/hooks/${name}
elif [ -d .git ]; then
  next=.git/hooks/${name}
elif [ -f .git ]; then
  read -r _ directory <.git
  next=\${directory%/worktrees/*}/hooks/${name}
elif [ -f HEAD ] && [ -d objects ]; then
  next=hooks/${name}
else
  next=$(git rev-parse --git-common-dir 2>/dev/null)/hooks/${name}
fi`;
}

const head = `#!/bin/sh
${marker} \`afterpush hook uninstall\` removes it.
`;

const runNext = `if [ -x "$next" ]; then exec "$next" "$@"; fi
exit 0
`;

function formatHook(name: ReportingHook, findNext: string): string {
  const program = `node=${quoteForShell(process.execPath)}
program=${quoteForShell(join(packageRoot, 'dist', 'afterpush.js'))}
`;
  return `${head}${findNext}\n${program}${bodies[name]}`;
}

// Git waits for the hook, so the report is sent by a process that keeps nothing of git's open. A fetch runs
// the hook for every ref: it starts no other program, because `read` leaves out the NULs of a command line.
const bodies: Record<ReportingHook, string> = {
  'reference-transaction': `if [ "$1" != committed ]; then
  if [ -x "$next" ]; then exec "$next" "$@"; fi
  exit 0
fi
by=
if [ -r "/proc/$PPID/cmdline" ]; then IFS= read -r by <"/proc/$PPID/cmdline"; fi
case $by in
*push*) ;;
*fetch* | *pull* | *clone* | *remote*)
  if [ -x "$next" ]; then exec "$next" "$@"; fi
  exit 0
  ;;
esac
input=$(cat)
case $input in
*' refs/remotes/'*)
  if [ -x "$node" ] && [ -f "$program" ]; then
    if [ -n "$by" ]; then by=$(tr '\\000' ' ' <"/proc/$PPID/cmdline"); fi
    (
      trap '' HUP INT
      printf '%s\\n' "$input" | "$node" "$program" hook-report push "$by"
    ) </dev/null >/dev/null 2>&1 &
  fi
  ;;
esac
if [ -x "$next" ]; then
  if [ -n "$input" ]; then
    printf '%s\\n' "$input" | "$next" "$@"
    exit $?
  fi
  exec "$next" "$@" </dev/null
fi
exit 0
`,
  // A push to a remote with the usual refspec updates a remote-tracking ref, so the hook above reports it.
  'pre-push': `input=$(cat)
if [ -r "/proc/$PPID/cmdline" ]; then
  by=$(tr '\\000' '\\n' <"/proc/$PPID/cmdline")
else
  by=$(ps -o args= -p "$PPID" 2>/dev/null | tr ' ' '\\n')
fi
if [ -x "$next" ]; then
  if [ -n "$input" ]; then
    printf '%s\\n' "$input" | "$next" "$@" || exit $?
  else
    "$next" "$@" </dev/null || exit $?
  fi
fi
if [ -n "$input" ] && [ -x "$node" ] && [ -f "$program" ]; then
  (
    case $(git config --get-all "remote.$1.fetch") in
    "+refs/heads/*:refs/remotes/$1/*") exit 0 ;;
    esac
    trap '' HUP INT
    printf '%s\\n' "$1" "$2" "$input" '' "$by" |
      "$node" "$program" hook-report pre-push "$PPID"
  ) </dev/null >/dev/null 2>&1 &
fi
exit 0
`,
  'post-checkout': `if [ "\${3-}" = 1 ] && [ -x "$node" ] && [ -f "$program" ]; then
  (
    trap '' HUP INT
    "$node" "$program" hook-report checkout
  ) </dev/null >/dev/null 2>&1 &
fi
${runNext}`,
};
