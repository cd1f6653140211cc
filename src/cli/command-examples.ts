import type { Command } from 'commander';

/** Shown in the help of each command. A group without its own shows the first one of each of its commands. */
const examples: Readonly<Record<string, readonly string[]>> = {
  '': ['afterpush serve --open', 'afterpush status --needs-you', 'afterpush run -- claude'],
  serve: ['afterpush serve', 'afterpush serve --demo --port 0', 'afterpush serve --open'],
  'login-link': ['afterpush login-link'],
  status: [
    'afterpush status',
    'afterpush status --needs-you',
    'afterpush status is:failing repo:app --watch',
    "afterpush status --jq '.[].title'",
  ],
  board: ['afterpush board', 'afterpush board --needs-you repo:app'],
  'chats create': [
    'eval "$(afterpush chats create --title "Fix the login test")"',
    'afterpush chats create --id fix-login --agent Codex --json',
  ],
  'chats list': ['afterpush chats list', 'afterpush chats list --pr-status open,draft --repo app'],
  'chats archive': ['afterpush chats archive fix-login'],
  'chats unarchive': ['afterpush chats unarchive fix-login'],
  'chats snooze': [
    'afterpush chats snooze fix-login --for 2h',
    "afterpush chats snooze '#7' --until 2026-12-01T09:00",
  ],
  'chats wake': ['afterpush chats wake fix-login'],
  'chats delete': ['afterpush chats delete fix-login', 'afterpush chats delete fix-login --yes'],
  'chats tokens': ['afterpush chats tokens fix-login'],
  'chats end-token': ['afterpush chats end-token fix-login 5f1c2d'],
  open: ['afterpush open', "afterpush open '#7'", 'afterpush open agent/cart --print'],
  diff: ['afterpush diff', "afterpush diff '#7'", 'afterpush diff agent/cart --name-only'],
  refresh: ['afterpush refresh', "afterpush refresh '#7'"],
  wait: ['afterpush wait --for green --timeout 10m', 'afterpush wait fix-login --for merged'],
  signal: [
    'afterpush signal --chat fix-login',
    'afterpush signal --origin https://github.com/acme/app --branch agent/cart --workspace w1',
  ],
  watch: ['afterpush watch', 'afterpush watch ~/src'],
  checks: [
    'afterpush checks',
    "afterpush checks '#7'",
    'afterpush checks --log',
    'afterpush checks unit --log --lines 100',
    "afterpush checks '#7' unit --log",
  ],
  reviews: ['afterpush reviews', "afterpush reviews '#7' --description --resolved"],
  comments: ['afterpush comments fix-login --keep', 'afterpush comments fix-login --follow'],
  mcp: ['afterpush mcp', 'afterpush mcp --http 4701'],
  'forges list': ['afterpush forges list'],
  'forges link': ['afterpush forges link github', 'afterpush forges link github < token.txt'],
  'forges unlink': ['afterpush forges unlink github'],
  'folders list': ['afterpush folders list'],
  'folders find': ['afterpush folders find'],
  'folders follow': ['afterpush folders follow ~/src/app', 'afterpush folders follow --all'],
  'folders unfollow': ['afterpush folders unfollow ~/src/app'],
  'webhooks install': ['afterpush webhooks install acme/app'],
  'webhooks status': ['afterpush webhooks status'],
  run: ['afterpush run -- claude'],
  connect: ['afterpush connect claude-code', 'afterpush connect codex --print'],
  disconnect: ['afterpush disconnect codex --yes'],
  'hook install': ['afterpush hook install', 'afterpush hook install --global'],
  'hook uninstall': ['afterpush hook uninstall'],
  doctor: ['afterpush doctor', 'afterpush doctor --json'],
  env: ['eval "$(afterpush env fix-login)"'],
  completions: ['eval "$(afterpush completions bash)"', 'afterpush completions fish | source'],
  help: ['afterpush help status', 'afterpush help chats create'],
  askpass: ['export GIT_ASKPASS="$(afterpush askpass --path)"'],
};

/** Adds the examples of each command to its help. */
export function addExamples(program: Command): void {
  addTo(program, '');
}

function addTo(command: Command, path: string): void {
  const nested = command.commands.map((each) => [`${path} ${each.name()}`.trim(), each] as const);
  const lines = examples[path] ?? nested.flatMap(([name]) => examples[name]?.slice(0, 1) ?? []);
  command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  for (const [name, each] of nested) addTo(each, name);
}
