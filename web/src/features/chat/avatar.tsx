import { parseWebAddress } from '../../ui/external-link.tsx';

interface AvatarProps {
  address: string | null;
  size: number;
}

/** A person's picture from the forge, requested without a referrer and hidden if it fails to load. */
export function Avatar({ address, size }: AvatarProps) {
  const source = parseWebAddress(address);
  if (source === undefined) return null;
  return (
    <img
      className="avatar"
      src={source}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={({ currentTarget }) => {
        currentTarget.hidden = true;
      }}
    />
  );
}
