import { type RefObject, useEffect, useRef } from 'react';

interface FormActions {
  submit: () => Promise<void>;
  close: () => void;
}

/** Escape closes the form, wherever in it the focus is; Ctrl or Cmd with Enter sends. */
export function useFormKeys({ submit, close }: FormActions): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
      if (!sends && event.key !== 'Escape') return;
      event.preventDefault();
      if (sends) void submit();
      else close();
    };
    const element = form.current;
    element?.addEventListener('keydown', onKey);
    return () => element?.removeEventListener('keydown', onKey);
  });
  return form;
}
