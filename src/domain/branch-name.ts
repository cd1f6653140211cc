const longestName = 1024;

/** The rules of `git check-ref-format`, each with what a person has to change. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/[\0-\x1f\x7f]/, 'contains a control character'],
  [/[ ~^:?*[\\]/, 'contains a space or one of ~ ^ : ? * [ \\'],
  [/\.\./, 'contains ".."'],
  [/@\{/, 'contains "@{"'],
  [/^\/|\/$|\/\//, 'begins or ends with a slash or has two in a row'],
  [/^\.|\/\.|\.$/, 'has a part that begins with a dot, or ends with one'],
  [/\.lock(\/|$)/, 'has a part that ends with ".lock"'],
];

/**
 * What is wrong with the name of a branch; undefined if git may have such a branch. That includes names which
 * `git branch` refuses although a remote may have them, such as `-x`.
 */
export function findBranchNameError(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > longestName) return `is longer than ${longestName} characters`;
  const broken = rules.find(([forbidden]) => forbidden.test(name));
  return broken && `${broken[1]}, which git allows in no name`;
}

/** Whether git accepts the text as a ref name or part of one. */
export function isRefName(text: string): boolean {
  return findBranchNameError(text) === undefined;
}

/** `refs/heads/x` and `x` name the same branch. */
export function toBranchName(branch: string): string {
  return branch.trim().replace(/^refs\/heads\//, '');
}
