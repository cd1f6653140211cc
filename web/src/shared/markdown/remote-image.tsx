import { ImageIcon } from '@primer/octicons-react';
import { useState } from 'react';
import { messages } from '../../text/messages.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { useImageConsent } from './image-consent.ts';

interface RemoteImageProps {
  address: string;
  alt: string;
  chatId: string;
}

/**
 * A placeholder until the reader wants to see the images of the chat: with each request its server learns who
 * reads what. The browser then still refuses hosts that have nothing to do with a configured forge.
 */
export function RemoteImage({ address, alt, chatId }: RemoteImageProps) {
  const [allowed, allow] = useImageConsent(chatId);
  const [failed, setFailed] = useState(false);
  const text = messages.markdown;
  const { host } = new URL(address);
  if (!allowed) {
    return (
      <button
        type="button"
        className="markdown-image-button"
        onClick={allow}
        title={text.imageHint}
      >
        <ImageIcon size={14} aria-hidden="true" />
        <span>{text.showImage(alt, host)}</span>
      </button>
    );
  }
  if (failed) {
    return <ExternalLink href={address}>{text.openImage(alt, host)}</ExternalLink>;
  }
  return (
    <img
      className="markdown-image"
      src={address}
      alt={alt}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setFailed(true)}
    />
  );
}
