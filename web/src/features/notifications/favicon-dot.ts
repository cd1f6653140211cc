/** A dot on the icon of the tab: something newly needs a person since the page was last seen. */
export function showFaviconDot(shown: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = shown ? '/favicon-news.svg' : '/favicon.svg';
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href);
}
