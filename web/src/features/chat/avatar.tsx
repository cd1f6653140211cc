import { parseWebAddress } from '../../ui/external-link.tsx';

interface AvatarProps {
  address: string | null;
  size: number;
}

/** A forge's picture of a person, which learns nothing of this page; none where it does not load. */
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
