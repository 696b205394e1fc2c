/** An id in short, and a button that copies it whole. */
import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useTexts } from '../language.tsx';
import { PARTS } from './words.ts';

const SHORT = 8;

interface CopyIdProps {
  readonly id: string;
  /** What it is the id of, for the button's name. */
  readonly of: string;
}

export const CopyId = ({ id, of }: CopyIdProps) => {
  const say = useTexts(PARTS);
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(id);
    setCopied(true);
  };
  return (
    <span className="copy-id">
      <code title={id}>{id.length > SHORT + 4 ? `${id.slice(0, SHORT)}…` : id}</code>
      {/* Without TLS a browser has no clipboard for a page that is not on this machine. */}
      {navigator.clipboard !== undefined && (
        <Tooltip title={isCopied ? say.copied : say.copy(of)}>
          <Button
            type="text"
            size="small"
            icon={isCopied ? <CheckOutlined /> : <CopyOutlined />}
            aria-label={isCopied ? say.copied : say.copy(of)}
            onClick={() => void copy()}
          />
        </Tooltip>
      )}
    </span>
  );
};
