import { lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
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
  const watcher = loadWatcher();
  if (!watcher) return undefined;
  return {
    async subscribe(directory, onChange, onError) {
      const ignorePaths = ignored.map((name) => join(directory, name));
      let isEnded = false;
      let current: { unsubscribe(): Promise<void> } | undefined;
      let renewing: Promise<void> | undefined;
      const receive: Receive = (error, events) => {
        if (!error) onChange(events.map(({ path }) => path));
        if (!isEnded && (error || events.some(isNewDirectory))) renewing ??= renew();
      };
      const start = async () => {
        const options = { ignorePaths };
        await watcher.subscribe(directory, receive, options);
        current = { unsubscribe: () => watcher.unsubscribe(directory, receive, options) };
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

type Receive = (error: Error | null, events: FileEvent[]) => void;

/** The part of `@parcel/watcher` that is compiled. It finds a subscription by the same function and options. */
interface Watcher {
  subscribe(directory: string, receive: Receive, options: WatchOptions): Promise<void>;
  unsubscribe(directory: string, receive: Receive, options: WatchOptions): Promise<void>;
}

interface WatchOptions {
  ignorePaths: string[];
}

/**
 * Each platform has a package, of which npm installs the one that fits. They are used without
 * `@parcel/watcher` itself, because npm warns everyone who installs a package with an install script.
 */
function loadWatcher(): Watcher | undefined {
  const load = createRequire(import.meta.url);
  const name = `@parcel/watcher-${process.platform}-${process.arch}`;
  const names = process.platform === 'linux' ? [`${name}-glibc`, `${name}-musl`] : [name];
  for (const each of names) {
    try {
      return load(each) as Watcher;
    } catch {
      // Not installed, or made for another C library.
    }
  }
  return undefined;
}

/** The advice for an error of a subscription. */
export function formatWatchError(error: Error): string {
  const isLimit = /no space left|too many open files|ENOSPC|EMFILE/i.test(error.message);
  if (!isLimit) return error.message;
  return 'the limit of file watches is reached: raise it with `sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024`';
}
