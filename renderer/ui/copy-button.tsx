// Copies a text and says for a moment that it did.

import { Check, Copy } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { Button, IconButton } from './button.tsx';

const SAID_FOR = 1500;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: `Copy address`. */
  readonly label: string;
  /** Shows the label instead of only an icon. */
  readonly words?: boolean;
}

export function CopyButton({ text, label, words = false }: CopyButtonProps) {
  const [copied, copy] = useCopy(text);
  const icon = copied ? Check : Copy;
  if (!words) return <IconButton label={copied ? 'Copied' : label} icon={icon} onClick={copy} />;
  return (
    <Button icon={icon} onClick={copy}>
      {copied ? 'Copied' : label}
    </Button>
  );
}

/** True for a moment after the copy; the text is on the clipboard then. */
export function useCopy(text: string): readonly [boolean, () => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = useCallback(() => {
    void writeClipboard(text).then(setCopied);
  }, [text]);
  return [copied, copy];
}

/** False where the browser does not let the page write. */
export async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
