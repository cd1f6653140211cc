import type { ConnectedAgent, HookEvent } from '../connect/agent-configurations.ts';

/** What an agent passes to a hook. */
export interface HookInput {
  /** Where the agent works. */
  directory: string | undefined;
  /** Whether a hook should hand over work now: not when the agent was stopped, or continues for a hook. */
  isReady: boolean;
}

/** Reads the JSON that an agent writes to the standard input of a hook. */
export function parseHookInput(text: string): HookInput {
  const input = parseObject(text);
  const { cwd, workspace_roots: roots } = input;
  const [root] = Array.isArray(roots) ? (roots as unknown[]) : [];
  const directory = [cwd, root].find((each) => typeof each === 'string' && each !== '');
  return { directory: directory as string | undefined, isReady: isReady(input) };
}

function isReady(input: Record<string, unknown>): boolean {
  // Cursor counts the turns that its hooks started, and reports how a turn ended.
  const { stop_hook_active: isActive, loop_count: loops, status } = input;
  const isContinued = isActive === true || (typeof loops === 'number' && loops > 0);
  return !isContinued && (status === undefined || status === 'completed');
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null
      ? (content as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

/** The JSON by which an agent gets a text: as context of a session, or as its next task. */
export function formatHookOutput(agent: ConnectedAgent, event: HookEvent, text: string): string {
  return `${JSON.stringify(toOutput(agent, event, text))}\n`;
}

function toOutput(agent: ConnectedAgent, event: HookEvent, text: string): unknown {
  const isStart = event === 'session-start';
  switch (agent) {
    case 'cursor':
      return isStart ? { additional_context: text } : { followup_message: text };
    case 'copilot':
      return isStart ? { additionalContext: text } : { decision: 'block', reason: text };
    case 'gemini':
      return isStart ? toSessionContext(text) : { decision: 'deny', reason: text };
    case 'claude-code':
    case 'codex':
    case 'opencode':
      return isStart ? toSessionContext(text) : { decision: 'block', reason: text };
  }
}

function toSessionContext(text: string): unknown {
  return { hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: text } };
}
