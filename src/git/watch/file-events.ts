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
      const subscription = await watcher.subscribe(
        directory,
        (error, events) => {
          if (error) onError(error);
          else onChange(events.map(({ path }) => path));
        },
        { ignore },
      );
      return { [Symbol.asyncDispose]: () => subscription.unsubscribe() };
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
