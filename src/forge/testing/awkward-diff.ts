/** A file of `awkwardDiff`, at both sides. Text is shown whole by the diff. */
export interface AwkwardFile {
  path: string;
  previousPath: string | null;
  before: string | Buffer;
  after: string | Buffer;
}

const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** Files that forges tell in forms of their own. */
export const awkwardFiles = {
  moved: {
    path: 'docs/guide.md',
    previousPath: 'guide.md',
    before: '# Guide\n\nOne.\nTwo.\nThree.\n',
    after: '# Guide\n\nOne.\nTwo.\nFour.\n',
  },
  binary: {
    path: 'logo.png',
    previousPath: null,
    before: picture,
    after: Buffer.concat([picture, picture]),
  },
  named: {
    path: 'überblick 概要.md',
    previousPath: null,
    before: 'Morgens.\n',
    after: 'Abends.\n',
  },
} as const satisfies Record<string, AwkwardFile>;

/** A file that moved, one that is no text, and one with an unusual name. */
export const awkwardDiff = `diff --git a/guide.md b/docs/guide.md
similarity index 78%
rename from guide.md
rename to docs/guide.md
index 1111111..2222222 100644
--- a/guide.md
+++ b/docs/guide.md
@@ -1,5 +1,5 @@
 # Guide
 
 One.
 Two.
-Three.
+Four.
diff --git a/logo.png b/logo.png
index 3333333..4444444 100644
Binary files a/logo.png and b/logo.png differ
diff --git a/überblick 概要.md b/überblick 概要.md
index 5555555..6666666 100644
--- a/überblick 概要.md\t
+++ b/überblick 概要.md\t
@@ -1 +1 @@
-Morgens.
+Abends.
`;
