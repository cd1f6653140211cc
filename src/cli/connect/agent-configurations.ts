import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../connection.ts';
import { readBytes } from './config-file.ts';
import { EditProblem } from './edit-problem.ts';
import type { JsonPath } from './json-node.ts';
import { readJson } from './json-tree.ts';
import { findOwnProgram, formatCommand, type OwnProgram } from './own-program.ts';
import type { TomlValues } from './toml-edit.ts';

// The configuration formats of coding agents, as their documentation describes them:
// Claude Code  https://code.claude.com/docs/en/mcp, https://code.claude.com/docs/en/hooks
// Codex        https://developers.openai.com/codex/mcp, https://developers.openai.com/codex/hooks
// Gemini CLI   https://geminicli.com/docs/tools/mcp-server, https://geminicli.com/docs/hooks/reference
// opencode     https://opencode.ai/docs/mcp-servers, https://opencode.ai/docs/migrate-v1
// Cursor       https://cursor.com/docs/mcp, https://cursor.com/docs/agent/hooks
// Copilot CLI  https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers,
//              https://docs.github.com/en/copilot/reference/hooks-reference

export const connectedAgents = [
  'claude-code',
  'codex',
  'gemini',
  'opencode',
  'cursor',
  'copilot',
] as const;

export type ConnectedAgent = (typeof connectedAgents)[number];

export function isConnectedAgent(text: string | undefined): text is ConnectedAgent {
  return connectedAgents.some((agent) => agent === text);
}

export type HookEvent = 'session-start' | 'stop';

/** What a file of an agent contains when the agent is connected. */
export type ConfigurationFile =
  | {
      kind: 'json';
      path: string;
      /** Objects of ours. Members that we do not name are the person's. */
      objects: { path: JsonPath; members: Readonly<Record<string, unknown>> }[];
      /** Where objects of ours may be besides those. */
      otherPaths?: JsonPath[];
      /** Arrays that a hook of ours is in: itself, or in the `hooks` of a group. */
      hooks: { path: JsonPath; isGrouped: boolean; hook: Readonly<Record<string, unknown>> }[];
      /** Values that the format demands, but that are not ours where they are already there. */
      defaults?: Readonly<Record<string, unknown>>;
    }
  | { kind: 'toml'; path: string; table: readonly string[]; values: TomlValues };

export interface AgentConfiguration {
  agent: ConnectedAgent;
  name: string;
  files: ConfigurationFile[];
  /** What the person has to know or do. */
  notes: string[];
}

/** What finds the server and the chat, for agents that start MCP servers without their environment. */
const variables = [
  'AFTERPUSH_URL',
  'AFTERPUSH_CHAT_ID',
  'AFTERPUSH_TOKEN',
  'AFTERPUSH_TOKEN_FILE',
  'AFTERPUSH_DATA_DIR',
  'XDG_DATA_HOME',
];

const hookTimeoutSeconds = 5;

export function getConfiguration(
  agent: ConnectedAgent,
  environment: Environment,
  program: OwnProgram = findOwnProgram(),
): AgentConfiguration {
  const home = environment.HOME || homedir();
  const inHome = (path: string, moved?: string) => moved || join(home, path);
  const mcp = { command: program.command, args: [...program.args, 'mcp'] };
  const command = (event: HookEvent) =>
    formatCommand(program, ['agent-hook', event, '--agent', agent]);
  const group = (path: JsonPath, event: HookEvent, more: Record<string, unknown> = {}) => ({
    path,
    isGrouped: true,
    hook: { type: 'command', command: command(event), timeout: hookTimeoutSeconds, ...more },
  });
  switch (agent) {
    case 'claude-code': {
      const { CLAUDE_CONFIG_DIR: moved } = environment;
      return {
        agent,
        name: 'Claude Code',
        files: [
          {
            kind: 'json',
            path: join(moved || home, '.claude.json'),
            objects: [{ path: ['mcpServers', 'afterpush'], members: { type: 'stdio', ...mcp } }],
            hooks: [],
          },
          {
            kind: 'json',
            path: join(inHome('.claude', moved), 'settings.json'),
            objects: [],
            hooks: [
              group(['hooks', 'SessionStart'], 'session-start'),
              group(['hooks', 'Stop'], 'stop'),
            ],
          },
        ],
        notes: [],
      };
    }
    case 'codex': {
      const directory = inHome('.codex', environment.CODEX_HOME);
      return {
        agent,
        name: 'Codex',
        files: [
          {
            kind: 'toml',
            path: join(directory, 'config.toml'),
            table: ['mcp_servers', 'afterpush'],
            values: { ...mcp, env_vars: variables },
          },
          {
            kind: 'json',
            path: join(directory, 'hooks.json'),
            objects: [],
            hooks: [
              group(['hooks', 'SessionStart'], 'session-start'),
              group(['hooks', 'Stop'], 'stop'),
            ],
          },
        ],
        notes: ['Codex runs a new hook only after you have reviewed it: enter /hooks in Codex.'],
      };
    }
    case 'gemini': {
      const timeout = hookTimeoutSeconds * 1_000;
      return {
        agent,
        name: 'Gemini CLI',
        files: [
          {
            kind: 'json',
            path: join(home, '.gemini', 'settings.json'),
            objects: [
              {
                path: ['mcpServers', 'afterpush'],
                members: { ...mcp, env: toReferences((name) => `$${name}`) },
              },
            ],
            hooks: [
              group(['hooks', 'SessionStart'], 'session-start', { name: 'afterpush', timeout }),
              group(['hooks', 'AfterAgent'], 'stop', { name: 'afterpush', timeout }),
            ],
          },
        ],
        notes: [],
      };
    }
    case 'opencode': {
      const directory = join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'opencode');
      const path = findOpencodeFile(directory);
      const members = { type: 'local', command: [mcp.command, ...mcp.args] };
      const [current, native] = [
        ['mcp', 'afterpush'],
        ['mcp', 'servers', 'afterpush'],
      ] as const;
      return {
        agent,
        name: 'opencode',
        files: [
          {
            kind: 'json',
            path,
            // Version 2 reads the form of version 1 too, but not both in one object.
            objects: [{ path: hasServers(path) ? native : current, members }],
            otherPaths: [native, current],
            hooks: [],
          },
        ],
        notes: [
          'opencode has no hooks that run a command, so only the MCP server is configured: comments and failed checks are not handed over.',
        ],
      };
    }
    case 'cursor': {
      const hook = (event: HookEvent) => ({ command: command(event), timeout: hookTimeoutSeconds });
      return {
        agent,
        name: 'Cursor',
        files: [
          {
            kind: 'json',
            path: join(home, '.cursor', 'mcp.json'),
            objects: [{ path: ['mcpServers', 'afterpush'], members: { type: 'stdio', ...mcp } }],
            hooks: [],
          },
          {
            kind: 'json',
            path: join(home, '.cursor', 'hooks.json'),
            defaults: { version: 1 },
            objects: [],
            hooks: [
              { path: ['hooks', 'sessionStart'], isGrouped: false, hook: hook('session-start') },
              { path: ['hooks', 'stop'], isGrouped: false, hook: hook('stop') },
            ],
          },
        ],
        notes: [],
      };
    }
    case 'copilot': {
      const directory = inHome('.copilot', environment.COPILOT_HOME);
      const hook = (event: HookEvent) => ({
        type: 'command',
        bash: command(event),
        powershell: `& ${command(event)}`,
        timeoutSec: hookTimeoutSeconds,
      });
      return {
        agent,
        name: 'Copilot CLI',
        files: [
          {
            kind: 'json',
            path: join(directory, 'mcp-config.json'),
            objects: [
              {
                path: ['mcpServers', 'afterpush'],
                members: {
                  type: 'local',
                  ...mcp,
                  env: toReferences((name) => `\${${name}}`),
                  tools: ['*'],
                },
              },
            ],
            hooks: [],
          },
          {
            kind: 'json',
            path: join(directory, 'hooks', 'afterpush.json'),
            defaults: { version: 1 },
            objects: [],
            hooks: [
              { path: ['hooks', 'sessionStart'], isGrouped: false, hook: hook('session-start') },
              { path: ['hooks', 'agentStop'], isGrouped: false, hook: hook('stop') },
            ],
          },
        ],
        notes: [],
      };
    }
  }
}

function toReferences(format: (name: string) => string): Record<string, string> {
  return Object.fromEntries(variables.map((name) => [name, format(name)]));
}

/** opencode reads both files: the one with our entry, else the one that exists. */
function findOpencodeFile(directory: string): string {
  const files = ['opencode.json', 'opencode.jsonc'].map((name) => join(directory, name));
  const own = files.find((file) => readBytes(file)?.includes('"afterpush"'));
  return own ?? files.find((file) => existsSync(file)) ?? join(directory, 'opencode.json');
}

function hasServers(path: string): boolean {
  try {
    const mcp = readJson(readBytes(path)?.toString() ?? '{}', ['mcp']);
    const servers = (mcp as { servers?: { type?: unknown } } | undefined)?.servers;
    return typeof servers === 'object' && servers !== null && servers.type === undefined;
  } catch (error) {
    // The edit reports where.
    if (error instanceof EditProblem) return false;
    throw error;
  }
}
