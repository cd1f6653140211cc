import { expect, test } from 'vitest';
import { findAgentOfCommand, toAgentName } from './agent-name.ts';

test.each([
  ['claude-code', 'Claude Code'],
  ['codex-mcp-client', 'Codex'],
  ['gemini-cli-mcp-client', 'Gemini CLI'],
  ['Gemini', 'Gemini CLI'],
  ['opencode', 'opencode'],
  ['cursor-vscode', 'Cursor'],
  ['github-copilot-developer', 'Copilot CLI'],
  ['copilot', 'Copilot CLI'],
])('%s is %s', (given, name) => {
  expect(toAgentName(given)).toBe(name);
  expect(toAgentName(name)).toBe(name);
});

test('a name that is not known stays, on one line of printable characters', () => {
  expect(toAgentName('claude-ai')).toBe('claude-ai');
  expect(toAgentName(' My\n bot\u001b[2J ')).toBe('My bot [2J');
  expect(toAgentName('x'.repeat(100))).toBe('x'.repeat(60));
  expect(toAgentName(' \u202e ')).toBeUndefined();
});

test('the agent of a command is known by the name of its program', () => {
  expect(findAgentOfCommand('claude')).toBe('Claude Code');
  expect(findAgentOfCommand('/opt/agents/cursor-agent')).toBe('Cursor');
  expect(findAgentOfCommand(String.raw`C:\tools\codex.exe`)).toBe('Codex');
  for (const command of ['node', 'codexplorer', 'bash', '']) {
    expect(findAgentOfCommand(command)).toBeUndefined();
  }
});
