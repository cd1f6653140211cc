import { messages } from '../text/messages.ts';

const mainPart = 'main, [role="main"]';

/** The first thing the Tab key finds: over the header to what the page is about. */
export function SkipLink({ toChat }: { toChat: boolean }) {
  return (
    <a
      className="skip-link"
      href="#main"
      onClick={(event) => {
        event.preventDefault();
        focusMain();
      }}
    >
      {toChat ? messages.skip.toChat : messages.skip.toMain}
    </a>
  );
}

export function focusMain(): void {
  const main = document.querySelector<HTMLElement>(mainPart);
  if (!main) return;
  if (!main.hasAttribute('tabindex')) main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

export function isFocusInMain(): boolean {
  return document.activeElement?.closest(mainPart) != null;
}
