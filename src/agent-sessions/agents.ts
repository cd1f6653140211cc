/** Where a coding agent keeps its sessions, and how a session names the folder it worked in. */
export interface AgentSessions {
  id: string;
  name: string;
  /** Below the home directory. */
  directory: string;
  /** How deep session files are below it. */
  depth: number;
  /** How the names of session files end. */
  endings: readonly string[];
  /** JSON fields that hold the folder. */
  fields: readonly string[];
  /** Where a session says what it is about: in JSON lines of some types, the most important first, or fields. */
  titles?:
    | { kind: 'records'; records: readonly { type: string; field: string }[] }
    | { kind: 'fields'; fields: readonly string[] };
}

export const agents: readonly AgentSessions[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    directory: '.claude/projects',
    depth: 2,
    endings: ['.jsonl'],
    fields: ['cwd'],
    titles: {
      kind: 'records',
      records: [
        { type: 'custom-title', field: 'customTitle' },
        { type: 'ai-title', field: 'aiTitle' },
        { type: 'summary', field: 'summary' },
      ],
    },
  },
  {
    id: 'codex',
    name: 'Codex',
    directory: '.codex/sessions',
    depth: 4,
    endings: ['.jsonl'],
    fields: ['cwd'],
  },
  {
    id: 'gemini',
    name: 'Gemini',
    directory: '.gemini/tmp',
    depth: 3,
    endings: ['.json', '.jsonl', '.project_root'],
    fields: ['cwd', 'projectRoot'],
  },
  {
    id: 'opencode',
    name: 'opencode',
    directory: '.local/share/opencode/storage',
    depth: 3,
    endings: ['.json'],
    fields: ['directory', 'worktree'],
    titles: { kind: 'fields', fields: ['title'] },
  },
  {
    id: 'cursor',
    name: 'Cursor',
    directory: '.cursor/projects',
    depth: 2,
    endings: ['.workspace-trusted'],
    fields: ['workspacePath'],
  },
  {
    id: 'copilot',
    name: 'Copilot CLI',
    directory: '.copilot/session-state',
    depth: 2,
    endings: ['.jsonl', 'workspace.yaml'],
    fields: ['cwd'],
    titles: { kind: 'fields', fields: ['name', 'summary'] },
  },
];
