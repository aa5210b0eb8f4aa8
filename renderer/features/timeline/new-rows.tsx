// Says how many rows came while somebody read further up, and goes to them.

import { ArrowDownToLine } from 'lucide-react';
import { useCallback } from 'react';
import { formatExact } from '../../ui/quantity.ts';
import css from './message-list.module.css';

interface NewRowsProps {
  readonly unseen: number;
  readonly onFollow: (follow: boolean) => void;
}

export function NewRows({ unseen, onFollow }: NewRowsProps) {
  const follow = useCallback(() => onFollow(true), [onFollow]);
  if (unseen === 0) return null;
  return (
    <button type="button" className={css.unseen} onClick={follow}>
      <ArrowDownToLine aria-hidden />
      {formatExact(unseen)} new
    </button>
  );
}
