/** Git's configuration: the values of each key, the one that counts last. */
export type GitConfig = ReadonlyMap<string, readonly string[]>;

/** Reads the output of `git config --list -z`. */
export function toGitConfig(output: string): GitConfig {
  const config = new Map<string, string[]>();
  for (const entry of output.split('\0')) {
    if (entry === '') continue;
    const newline = entry.indexOf('\n');
    // A key without `=` is git's way to write true.
    const key = newline < 0 ? entry : entry.slice(0, newline);
    const value = newline < 0 ? 'true' : entry.slice(newline + 1);
    const values = config.get(key);
    if (values) values.push(value);
    else config.set(key, [value]);
  }
  return config;
}

/** The value that counts. Sections and names are lower case, as git prints them. */
export function findSetting(config: GitConfig, key: string): string | undefined {
  return config.get(key)?.at(-1);
}
