/** Lines for a POSIX shell to evaluate: `export NAME='value'`. */
export function toShellExports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${toQuoted(value)}\n`)
    .join('');
}

function toQuoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
