import { AlertIcon } from '@primer/octicons-react';
import type { ReactNode } from 'react';

interface BannerProps {
  title: string;
  text: string;
  /** What a program said, for those who want to know. */
  detail?: string | undefined;
  action: ReactNode;
}

/** Something is not as it should be, and what is below stays true and in view. */
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
