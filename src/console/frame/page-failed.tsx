/** A page whose code could not be fetched, or failed: the frame around it stays. */
import { Button, Result } from 'antd';
import { useTexts } from '../language.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { FRAME } from './words.ts';

export const PageFailed = () => {
  const say = useTexts(FRAME);
  return (
    <PageFrame title={say.pageFailed}>
      <Result
        status="error"
        title={say.pageFailedWhy}
        extra={
          <Button type="primary" onClick={() => location.reload()}>
            {say.reload}
          </Button>
        }
      />
    </PageFrame>
  );
};
