/** Stands in for highlighters that need WebAssembly, which the content security policy forbids. */
export default undefined;
export const themes = {};
export const LiveTokenizer = unavailable;
export const codeToTokens = unavailable;
export const createOnigurumaEngine = unavailable;
export const isSupportedLanguage = () => false;

function unavailable(): never {
  throw new Error('This highlighter is not part of the page.');
}
