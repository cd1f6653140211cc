import { formatBytes, number, plural } from './numbers.ts';

const cellChanges = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  rerun: 'with other outputs',
};

interface CellOutput {
  kind: 'text' | 'image' | 'table' | 'error' | 'other';
  lines: number;
  /** Of an error, or the type of other data. */
  name: string;
}

export const diffMessages = {
  diff: {
    region: 'Changed files',
    source: 'Which changes',
    pullRequest: 'Pull request',
    notPushed: 'Not pushed',
    previewNotPushed: 'Shown once it is pushed.',
    notPushedNote: 'Commits and files of the worktree that are not pushed.',
    notPushedEmptyTitle: 'Everything is pushed',
    notPushedEmptyText: 'The worktree contains no commits or files beyond the last push.',
    code: 'Changes',
    unified: 'Unified',
    split: 'Split',
    layout: 'Diff layout',
    noRoom: 'no room to split',
    noRoomNote:
      'Split view needs 60 characters on each side. Hide the list of chats (b) or the file tree (f).',
    showChats: 'Show the list of chats',
    hideChats: 'Hide the list of chats',
    showFiles: 'Show the file tree',
    hideFiles: 'Hide the file tree',
    fileList: 'Files',
    closeFiles: 'Close',
    findFile: 'Find a file',
    noMatchingFile: 'No matching files',
    showPreview: {
      image: 'Show the image',
      markdown: 'Show the text',
      notebook: 'Show the cells',
      packages: 'Show the packages',
    },
    sourceOf: (path: string) => `Source of ${path}`,
    rendered: (path: string) => `${path} as text`,
    cellsOf: (path: string) => `Cells of ${path}`,
    cells: {
      change: {
        added: 'Added',
        removed: 'Removed',
        changed: 'Changed',
        rerun: 'Other outputs',
      },
      before: 'Before the change',
      empty: 'Empty cell',
      output: ({ kind, lines, name }: CellOutput) => {
        if (kind === 'text') return `${plural(lines, 'line', 'lines')} of text`;
        if (kind === 'table') return 'a table';
        if (kind === 'error') return name === '' ? 'an error' : `the error ${name}`;
        return kind === 'image' ? `an image (${name})` : name;
      },
      outputs: (outputs: string) => `Output: ${outputs}`,
      all: (count: number) => `Show all ${number(count)} cells`,
      unreadable: 'The cells of this notebook cannot be read.',
    },
    packagesOf: (path: string) => `Packages in ${path}`,
    packagesChanged: (packages: number) => `${plural(packages, 'package', 'packages')} changed`,
    notebook: (changes: Readonly<Record<'added' | 'removed' | 'changed' | 'rerun', number>>) =>
      (['added', 'removed', 'changed', 'rerun'] as const)
        .filter((name) => changes[name] > 0)
        .map((name) => `${plural(changes[name], 'cell', 'cells')} ${cellChanges[name]}`)
        .join(', '),
    packageVersions: (from: readonly string[], to: readonly string[]) => {
      if (from.length === 0) return `added, ${to.join(', ')}`;
      if (to.length === 0) return `removed, ${from.join(', ')}`;
      return `${from.join(', ')} → ${to.join(', ')}`;
    },
    showLines: 'Show lines',
    image: {
      region: (path: string) => `Image ${path}`,
      comparison: 'Comparison',
      beside: 'Side by side',
      swipe: 'Swipe',
      fade: 'Fade',
      slider: { swipe: 'Boundary between before and after', fade: 'Opacity of the image after' },
      before: (place: string | null) => (place === null ? 'Before' : `Before, on ${place}`),
      after: 'After',
      loading: 'Loading',
      size: (width: number, height: number, bytes: number) =>
        `${number(width)} × ${number(height)} pixels, ${formatBytes(bytes)}`,
    },
    search: 'Search in the diff',
    searchNext: 'Next match',
    searchPrevious: 'Previous match',
    searchClose: 'Close the search',
    searchCount: (at: number, matches: number, isCut: boolean) => {
      if (matches === 0) return 'No matches';
      const count = isCut ? `${number(matches)}+` : number(matches);
      return at === 0
        ? `${count} ${matches === 1 ? 'line' : 'lines'}`
        : `${number(at)} of ${count}`;
    },
    searchUnloaded: (files: number) =>
      `${plural(files, 'file is', 'files are')} not loaded and not searched.`,
    print: 'Print the diff',
    printBranches: (head: string, base: string) => `${head} into ${base}`,
    printCommit: (commit: string) => `at ${commit}`,
    printUnloaded: 'Not loaded: open this file before printing.',
    display: 'Display options',
    wrap: 'Wrap long lines',
    ignoreWhitespace: 'Ignore whitespace',
    onlyWhitespace: 'only whitespace changed',
    moved: 'Mark moved blocks',
    movedTo: (path: string, line: number) => `Moved to ${path}, line ${line}`,
    movedFrom: (path: string, line: number) => `Moved from ${path}, line ${line}`,
    foldAll: 'Collapse all files',
    unfoldAll: 'Expand all files',
    branchDiff: 'No pull request yet. Compared with the default branch.',
    branchDiffAgainst: (base: string) => `No pull request yet. Compared with ${base}.`,
    loading: 'Loading the diff',
    loadingLong: 'Still loading. Large diffs take a while.',
    empty: 'No changes',
    emptyText: 'No changes against the base branch.',
    truncated: 'Large diff. Files load as you open them.',
    filesAtLeast: (files: number) =>
      `Large diff. The forge lists only ${number(files)} of its files.`,
    loadAll: (files: number) => `Load all ${number(files)} files`,
    incomplete: 'The diff is incomplete.',
    binary: 'binary',
    submodule: 'submodule',
    symbolicLink: 'symbolic link',
    mode: (before: string, after: string) => `mode ${before} → ${after}`,
    newMode: (mode: string) => `mode ${mode}`,
    noLines: 'no lines changed',
    emptyFile: 'empty file',
    malformed: 'Malformed patch, shown as plain text.',
    hiddenCharacters: 'contains bidirectional control characters',
    renamedFrom: (path: string) => `renamed from ${path}`,
    copiedFrom: (path: string) => `copied from ${path}`,
    fold: (path: string) => `Collapse ${path}`,
    unfold: (path: string) => `Expand ${path}`,
    foldReasons: {
      notebook: 'notebook',
      lock: 'lock file',
      minified: 'minified',
      snapshot: 'snapshot',
      vendored: 'vendored code',
      build: 'build output',
      generated: 'generated',
      long: 'long',
    },
    folded: (reason: string) => `${reason}, collapsed`,
    load: 'Load lines',
    loadingLines: 'loading',
    tryAgain: 'Try again',
    tooLarge: 'too large to show',
    movedLines: (lines: string, path: string, named: string, shown: string) =>
      `This link is to line ${lines} of ${path} in commit ${named}. The branch is now at ${shown}, where it may be another line.`,
    showLinesIn: (commit: string) => `Show it in ${commit}`,
    unknownFile: (path: string) => `${path} is not in this diff.`,
    contextLoading: 'loading the file',
    contextUnavailable: {
      text: 'The file has changed since, so more context is not available.',
      binary: 'The file is binary, so no context is available.',
      too_large: 'The file is too large to show more context.',
    },
    contextFailed: (problem: string) => `Could not load more context. ${problem}`,
    unchanged: (count: number) => plural(count, 'unchanged line', 'unchanged lines'),
    unchangedMore: 'Show more lines',
    expandUp: 'Show lines above',
    expandDown: 'Show lines below',
    expandBoth: 'Show the lines between',
    expandAll: 'Show all lines',
    copyPath: 'Copy path',
    copyLink: 'Copy link',
    more: (path: string) => `More actions for ${path}`,
    wholeFile: 'Show the whole file',
    viewed: 'Viewed',
    viewedOf: (path: string) => `Viewed: ${path}`,
    progress: (viewed: number, files: number) =>
      `${number(viewed)} of ${number(files)} ${files === 1 ? 'file' : 'files'} viewed`,
    progressShort: (viewed: number, files: number) =>
      `${number(viewed)} of ${number(files)} viewed`,
    announceFile: (path: string, at: number, files: number) =>
      `${path}, file ${number(at)} of ${number(files)}`,
    announceHunk: (at: number, hunks: number, path: string) =>
      `Hunk ${number(at)} of ${number(hunks)}, ${path}`,
    announceViewed: (path: string) => `${path} viewed and collapsed`,
    announceUnviewed: (path: string) => `${path} not viewed`,
    lastHunk: 'No more hunks',
    newCommits: (commit: string) => `New commits: ${commit}.`,
    newPush: 'The branch was pushed again.',
    newPullRequest: (name: string) => `${name} was found for this branch.`,
    aPullRequest: 'A pull request',
    newSince: (commit: string) => `New commits since you last looked, at ${commit}.`,
    commitsSince: (count: number, commit: string) =>
      `${plural(count, 'new commit', 'new commits')} since you last looked, at ${commit}.`,
    rewrittenSince: (commit: string) =>
      `The branch was rewritten since you last looked: it no longer contains ${commit}.`,
    commits: 'Choose commits',
    commitsTitle: 'Commits in the diff',
    closeCommits: 'Close',
    commitsAfter: 'After',
    commitsUpTo: 'Up to',
    commitsStart: 'The base branch',
    showCommits: 'Show these commits',
    commitsLoading: 'Loading the commits',
    commitsNone: 'The forge lists no commits of this pull request.',
    commitsTruncated: 'The forge lists more commits than are shown here.',
    showSince: 'Show only these',
    dismissSince: 'Do not offer these commits again',
    onlyRange: (from: string, to: string) => `Only the commits after ${from}, up to ${to}.`,
    showWhole: 'Show the whole diff',
    emptyRange: (from: string) => `Nothing changed after ${from}.`,
    goneTitle: 'These commits are gone',
    goneText: (from: string, to: string) =>
      `The forge no longer has ${from} or ${to}, or they share no history: the branch was probably force-pushed. The whole diff shows what it contains now.`,
    showNew: 'Show new commits',
    showNewDiff: 'Show its diff',
    showingNew: 'Loading',
    newFailed: (problem: string) => `Could not load the new diff. ${problem}`,
    failedTitle: 'Could not load the diff',
    viewerFailed: 'The diff viewer could not start. Reload the page to try again.',
    status: {
      added: 'added',
      modified: 'modified',
      deleted: 'deleted',
      renamed: 'renamed',
      copied: 'copied',
      changed: 'type or permissions changed',
    },
    letter: { added: 'A', modified: 'M', deleted: 'D', renamed: 'R', copied: 'C', changed: 'T' },
    keys: [
      ['n p', 'next, previous hunk'],
      ['] [', 'next, previous file'],
      ['v', 'mark as viewed and collapse'],
      ['x', 'collapse or expand the file'],
      ['X', 'collapse or expand all files'],
      ['e', 'show the whole file'],
      ['J K', 'select the next, previous line'],
      ['l', 'select the hunk'],
      ['c', 'comment on the selected lines'],
      ['Ctrl Enter', 'send the comment'],
      ['d D', 'next, previous discussion'],
      ['/', 'search in the whole diff'],
      ['Enter Shift+Enter', 'next, previous match'],
      ['t', 'find a file'],
      ['f', 'file tree'],
      ['u', 'unified or split'],
      ['w', 'ignore whitespace'],
      ['m', 'mark moved blocks'],
      ['W', 'wrap long lines'],
      ['.', 'show new commits'],
      ['s', 'only commits since the last look, or the whole diff'],
    ],
  },
} as const;
