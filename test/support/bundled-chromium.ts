import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/platform/package-root.ts';

export interface BundledChromium {
  executablePath: string;
  environment: Record<string, string>;
}

/** The Chromium of an npm package, with libraries and a font for machines that lack them. */
export async function prepareBundledChromium(): Promise<BundledChromium> {
  const directory = await unpackOnce();
  return {
    executablePath: join(directory, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: join(directory, 'al2023/lib'),
      FONTCONFIG_FILE: join(directory, 'fonts.conf'),
    },
  };
}

async function unpackOnce(): Promise<string> {
  const user = process.getuid?.() ?? 0;
  const directory = join(tmpdir(), `afterpush-chromium-${findVersion()}-${user}`);
  if (isOwnedByUser(directory)) return directory;
  // Renamed into place, because another run may be unpacking at the same time.
  const unfinished = mkdtempSync(`${directory}-`);
  await unpackInto(unfinished);
  writeFileSync(join(unfinished, 'fonts.conf'), buildFontConfig(directory));
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!isOwnedByUser(directory)) throw error;
  }
  return directory;
}

/** All users may write to the temporary directory, so only a browser owned by this user is started. */
function isOwnedByUser(directory: string): boolean {
  if (!existsSync(directory)) return false;
  const { uid } = statSync(directory);
  if (process.getuid && uid !== process.getuid()) {
    throw new Error(`${directory} belongs to another user. Delete it.`);
  }
  return true;
}

/**
 * The package unpacks into TMPDIR, and its libraries only for this AWS runtime. A separate process has
 * these variables, because other code of this one creates temporary directories meanwhile.
 */
async function unpackInto(directory: string): Promise<void> {
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: packageRoot,
    env: { ...process.env, TMPDIR: directory, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
}

function buildFontConfig(directory: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(directory, 'fonts')}</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

function findVersion(): string {
  const require = createRequire(import.meta.url);
  const build = dirname(require.resolve('@sparticuz/chromium'));
  const { version }: { version: string } = require(join(build, '../../package.json'));
  return version;
}
