/** Git's configuration: all values of each key. The last one takes effect. */
export type GitConfig = ReadonlyMap<string, readonly string[]>;

/** Parses the output of `git config --list -z`. */
export function parseGitConfig(output: string): GitConfig {
  const config = new Map<string, string[]>();
  for (const entry of output.split('\0')) {
    if (entry !== '') addEntry(config, entry);
  }
  return config;
}

/** Parses the output of `git config --list -z --show-scope`: the entries that the clone itself contains. */
export function parseOwnConfig(output: string): GitConfig {
  const config = new Map<string, string[]>();
  const fields = output.split('\0');
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const isOwn = fields[index] === 'local' || fields[index] === 'worktree';
    if (isOwn) addEntry(config, fields[index + 1] ?? '');
  }
  return config;
}

function addEntry(config: Map<string, string[]>, entry: string): void {
  const newline = entry.indexOf('\n');
  // A key without `=` means true.
  const key = newline < 0 ? entry : entry.slice(0, newline);
  const value = newline < 0 ? 'true' : entry.slice(newline + 1);
  const values = config.get(key);
  if (values) values.push(value);
  else config.set(key, [value]);
}

/** The effective value. Sections and names are in lower case, as git prints them. */
export function findSetting(config: GitConfig, key: string): string | undefined {
  return config.get(key)?.at(-1);
}

/** The subsections of `section.<subsection>.name`: the names of remotes, branches, filters. */
export function listSubsections(config: GitConfig, section: string): string[] {
  const names = new Set<string>();
  for (const key of config.keys()) {
    const end = key.lastIndexOf('.');
    if (key.startsWith(`${section}.`) && end > section.length) {
      names.add(key.slice(section.length + 1, end));
    }
  }
  return [...names];
}
