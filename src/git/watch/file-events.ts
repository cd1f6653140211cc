import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/** Reports paths that changed below a directory, until disposed. Paths may be those of directories. */
export interface FileEvents {
  subscribe(
    directory: string,
    onChange: (paths: readonly string[]) => void,
    onError: (error: Error) => void,
  ): Promise<AsyncDisposable>;
}

/** Parts of a git directory that change often and hold nothing that is watched. */
const ignored = ['objects', 'lfs', 'modules', 'hooks', 'info', 'rr-cache', 'svn', 'gc.pid'];

interface FileEvent {
  path: string;
  type: 'create' | 'update' | 'delete';
}

/** The systems of the others watch everything below a directory. */
const watchesSingly = !['darwin', 'win32'].includes(process.platform);

function isNewDirectory({ type, path }: FileEvent): boolean {
  if (!watchesSingly || type !== 'create') return false;
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The events of the operating system; undefined on a platform that the library does not support, where
 * reading everything again must do.
 */
export async function loadFileEvents(): Promise<FileEvents | undefined> {
  const watcher = await loadWatcher();
  if (!watcher) return undefined;
  return {
    async subscribe(directory, onChange, onError) {
      const ignore = ignored.map((name) => join(directory, name));
      let isEnded = false;
      let current: { unsubscribe(): Promise<void> } | undefined;
      let renewing: Promise<void> | undefined;
      const receive = (error: Error | null, events: FileEvent[]) => {
        if (!error) onChange(events.map(({ path }) => path));
        if (!isEnded && (error || events.some(isNewDirectory))) renewing ??= renew();
      };
      const start = async () => {
        current = await watcher.subscribe(directory, receive, { ignore });
      };
      // The library's thread ends when a signal interrupts it, such as that of a child process. And it
      // misses directories that are created together with their parent, as git does for a first push.
      const renew = async () => {
        try {
          await current?.unsubscribe().catch(() => undefined);
          await start();
          onChange([directory]);
        } catch (error) {
          onError(error instanceof Error ? error : new Error(String(error)));
        } finally {
          renewing = undefined;
        }
      };
      await start();
      return {
        async [Symbol.asyncDispose]() {
          isEnded = true;
          await renewing;
          await current?.unsubscribe().catch(() => undefined);
        },
      };
    },
  };
}

async function loadWatcher() {
  try {
    return await import('@parcel/watcher');
  } catch {
    return undefined;
  }
}

/** The advice for an error of a subscription. */
export function formatWatchError(error: Error): string {
  const isLimit = /no space left|too many open files|ENOSPC|EMFILE/i.test(error.message);
  if (!isLimit) return error.message;
  return 'the limit of file watches is reached: raise it with `sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024`';
}
