import { messages } from '../../text/messages.ts';

/** The viewer draws the button beside a line for the pointer only: its name is given to it here. */
export function nameLineButton(place: HTMLElement, onPress: () => void): void {
  name(place, onPress);
  // Marks that waited for their lines to be drawn get the button with the next frame.
  requestAnimationFrame(() => name(place, onPress));
}

function name(place: HTMLElement, onPress: () => void): void {
  const root = place.shadowRoot ?? place;
  const button = root.querySelector<HTMLElement>('[data-utility-button]');
  if (!button || button.title !== '') return;
  button.title = messages.comments.add;
  button.setAttribute('aria-label', messages.comments.add);
  // The keyboard has a key of its own for it.
  button.tabIndex = -1;
  button.addEventListener('click', ({ detail }) => {
    if (detail === 0) onPress();
  });
}
