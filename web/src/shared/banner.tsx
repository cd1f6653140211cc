import { AlertIcon } from '@primer/octicons-react';
import type { ReactNode } from 'react';

interface BannerProps {
  title: string;
  text: string;
  /** The original error message. */
  detail?: string | undefined;
  action: ReactNode;
}

/** A problem that leaves the content below it valid. */
export function Banner({ title, text, detail, action }: BannerProps) {
  return (
    <output className="banner">
      <AlertIcon size={16} />
      <span className="banner-text">
        <strong>{title}.</strong> {text}
        {detail && <span className="banner-detail">{detail}</span>}
      </span>
      {action}
    </output>
  );
}
