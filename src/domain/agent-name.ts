/** The coding agents that report themselves under several names, and what those begin with. */
const knownAgents: readonly { name: string; starts: readonly string[] }[] = [
  { name: 'Claude Code', starts: ['claude-code'] },
  { name: 'Codex', starts: ['codex'] },
  { name: 'Gemini CLI', starts: ['gemini'] },
  { name: 'opencode', starts: ['opencode'] },
  { name: 'Cursor', starts: ['cursor'] },
  { name: 'Aider', starts: ['aider'] },
  { name: 'Copilot CLI', starts: ['copilot', 'github-copilot'] },
];

const longestName = 60;

/**
 * The name under which an agent is stored: `codex-mcp-client`, as it calls itself as a client, is `Codex`. Any other
 * name stays, as words of printable ASCII. Undefined without one.
 */
export function toAgentName(given: string): string | undefined {
  const words = given.replace(/[^!-~]+/g, ' ').trim();
  return findKnownAgent(words) ?? (words.slice(0, longestName).trim() || undefined);
}

/** The agent that a command starts; undefined for a command that is no known agent. */
export function findAgentOfCommand(command: string): string | undefined {
  const file = command.split(/[/\\]/).at(-1) ?? '';
  const program = file.replace(/\.(?:exe|cmd|js)$/i, '');
  return program.toLowerCase() === 'claude' ? 'Claude Code' : findKnownAgent(program);
}

function findKnownAgent(name: string): string | undefined {
  const id = name.toLowerCase().replaceAll(/[ _]/g, '-');
  return knownAgents.find(({ starts }) =>
    starts.some((start) => id === start || id.startsWith(`${start}-`)),
  )?.name;
}
