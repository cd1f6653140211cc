/** The pieces that GitLab would give of a unified diff. */
export function piecesJson(diff: string) {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((text) => text !== '')
    .map((text) => {
      const [, oldPath = '', newPath = ''] = /^diff --git a\/(\S+) b\/(\S+)/.exec(text) ?? [];
      const start = text.indexOf('@@ ');
      return {
        diff: start < 0 ? '' : text.slice(start),
        collapsed: false,
        too_large: false,
        new_path: newPath,
        old_path: oldPath,
        a_mode: '100644',
        b_mode: '100644',
        new_file: text.includes('\nnew file mode'),
        renamed_file: oldPath !== newPath,
        deleted_file: text.includes('\ndeleted file mode'),
        generated_file: false,
      };
    });
}
