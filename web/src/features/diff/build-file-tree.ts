import type { DiffFile } from '../../../../src/contract/diff.ts';

export interface TreeNode {
  id: string;
  /** Of a folder whose only content is one folder: both names. */
  name: string;
  file: DiffFile | null;
  /** Null for a file. */
  children: TreeNode[] | null;
}

interface Folder {
  folders: Map<string, Folder>;
  nodes: (TreeNode | string)[];
}

/** The changed files by folder, in the order of the diff. */
export function toFileTree(files: readonly DiffFile[]): TreeNode[] {
  const root = newFolder();
  for (const file of files) {
    const names = file.path.split('/');
    const name = names.pop() ?? file.path;
    let folder = root;
    for (const part of names) folder = enterFolder(folder, part);
    folder.nodes.push({ id: file.path, name, file, children: null });
  }
  return toNodes(root, '');
}

/** Every word must be somewhere in the path. */
export function filterFiles(files: readonly DiffFile[], filter: string): readonly DiffFile[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return files;
  return files.filter(({ path }) => {
    const lower = path.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  });
}

function newFolder(): Folder {
  return { folders: new Map(), nodes: [] };
}

function enterFolder(folder: Folder, name: string): Folder {
  const known = folder.folders.get(name);
  if (known) return known;
  const entered = newFolder();
  folder.folders.set(name, entered);
  folder.nodes.push(name);
  return entered;
}

function toNodes(folder: Folder, path: string): TreeNode[] {
  return folder.nodes.flatMap((node) => {
    if (typeof node !== 'string') return [node];
    const child = folder.folders.get(node);
    return child ? [toFolderNode(child, node, `${path}${node}/`)] : [];
  });
}

function toFolderNode(folder: Folder, name: string, path: string): TreeNode {
  const children = toNodes(folder, path);
  const [only] = children;
  if (children.length === 1 && only?.children) return { ...only, name: `${name}/${only.name}` };
  // A file may have the name of a folder that went away: the slash tells their ids apart.
  return { id: path, name, file: null, children };
}
