/**
 * How a repository is stored and compared: owner and name in lower case, `acme/app`. No forge tells
 * two repositories apart by case.
 */
export function toRepositoryKey({ owner, name }: { owner: string; name: string }): string {
  return `${owner}/${name}`.toLowerCase();
}
