// Every warning and error of this visit, newest first, each with what to do about it.

import { CircleX, TriangleAlert } from 'lucide-react';
import type { Notice } from '../../../proxy/contract/model.ts';
import { useApp } from '../../state/session-context.tsx';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import css from './notice-log.module.css';

export function NoticeLog() {
  const log = useApp((state) => state.log);
  if (log.length === 0) return <p className={css.empty}>No warnings and no errors so far.</p>;
  return (
    <ol className={css.log}>
      {log.toReversed().map((notice) => (
        <Entry key={`${notice.at}-${notice.code}-${notice.message}`} notice={notice} />
      ))}
    </ol>
  );
}

function Entry({ notice }: { notice: Notice }) {
  const Icon = notice.level === 'error' ? CircleX : TriangleAlert;
  return (
    <li className={css.entry}>
      <Icon className={css.icon} data-level={notice.level} aria-label={notice.level} />
      <time title={formatMoment(notice.at)}>{formatTime(notice.at).slice(0, 8)}</time>
      <div>
        <strong>{notice.message}</strong> {notice.hint} <code className={css.code}>{notice.code}</code>
      </div>
    </li>
  );
}
