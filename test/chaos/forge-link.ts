import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ForgeControls } from '../../demo/forge/control/forge-controls.ts';

export interface ForgeReady {
  apiBaseUrl: string;
  webBaseUrl: string;
  repositories: string[];
}

export interface ForgeCall {
  id: number;
  method: keyof ForgeControls;
  args: unknown[];
}

export type ForgeReply = { id: number; result?: unknown; error?: string };

/** The controls of a forge in another process. */
export type RemoteForge = {
  [Method in keyof ForgeControls]: (
    ...args: Parameters<ForgeControls[Method]>
  ) => Promise<Awaited<ReturnType<ForgeControls[Method]>>>;
};

export interface ForgeLink extends ForgeReady, AsyncDisposable {
  controls: RemoteForge;
}

/** Starts the demo forge in a separate process, which ends with this one. */
export async function startForge(hookUrl: string): Promise<ForgeLink> {
  const program = fileURLToPath(new URL('./chaos-forge.js', import.meta.url));
  const child = fork(program, [hookUrl]);
  const [ready] = (await once(child, 'message')) as [ForgeReady];
  const waiting = new Map<number, { accept(value: unknown): void; refuse(error: Error): void }>();
  child.on('message', ({ id, result, error }: ForgeReply) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.accept(result);
    else call?.refuse(new Error(`the forge: ${error}`));
  });
  let count = 0;
  const call = (method: keyof ForgeControls, args: unknown[]) => {
    count += 1;
    const sent: ForgeCall = { id: count, method, args };
    return new Promise((accept, refuse) => {
      waiting.set(sent.id, { accept, refuse });
      child.send(sent);
    });
  };
  const controls = new Proxy({} as RemoteForge, {
    get:
      (_, method: keyof ForgeControls) =>
      (...args: unknown[]) =>
        call(method, args),
  });
  return {
    ...ready,
    controls,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
