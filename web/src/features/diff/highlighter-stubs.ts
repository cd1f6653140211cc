/**
 * Stubs for `@pierre/theming/themes` (the page has its own theme) and for the highlighters that need
 * WebAssembly, which the page's content security policy forbids.
 */
export default undefined;
export const themes = { getTheme: () => undefined };
export const LiveTokenizer = unavailable;
export const codeToTokens = unavailable;
export const createOnigurumaEngine = unavailable;
export const isSupportedLanguage = () => false;

function unavailable(): never {
  throw new Error('The page does not include this highlighter.');
}
