import { readGit } from './run-git.ts';

/** One commit to be written straight into a bare repository. */
export interface CommitToWrite {
  branch: string;
  message: string;
  /** Content per path; `null` removes the path. */
  files: Readonly<Record<string, string | Buffer | null>>;
  authorName: string;
  authorEmail: string;
  at: Date;
  /** The commit a new branch starts from; without it the branch continues, or starts empty. */
  from?: string;
}

/** Writes commits with one `git fast-import`, in order. */
export async function writeCommits(
  directory: string,
  commits: readonly CommitToWrite[],
): Promise<void> {
  const input = Buffer.concat(commits.flatMap(toFastImport));
  await readGit(directory, ['fast-import', '--quiet', '--force'], { input });
}

function toFastImport(commit: CommitToWrite): Buffer[] {
  const who = `${commit.authorName} <${commit.authorEmail}>`;
  const when = `${Math.floor(commit.at.getTime() / 1000)} +0000`;
  const head = [
    `commit refs/heads/${commit.branch}\n`,
    `author ${who} ${when}\ncommitter ${who} ${when}\n`,
  ];
  return [
    Buffer.from(head.join('')),
    ...toData(Buffer.from(commit.message)),
    Buffer.from(commit.from === undefined ? '' : `from ${commit.from}\n`),
    ...Object.entries(commit.files).flatMap(([path, content]) => toFileChange(path, content)),
    Buffer.from('\n'),
  ];
}

function toFileChange(path: string, content: string | Buffer | null): Buffer[] {
  if (content === null) return [Buffer.from(`D ${toQuotedPath(path)}\n`)];
  return [
    Buffer.from(`M 100644 inline ${toQuotedPath(path)}\n`),
    ...toData(typeof content === 'string' ? Buffer.from(content) : content),
  ];
}

function toData(content: Buffer): Buffer[] {
  return [Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')];
}

function toQuotedPath(path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
