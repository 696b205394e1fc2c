/** One button, named in the language that it leads to. */
import { GlobalOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useLanguage, useTexts } from '../language.tsx';
import { FRAME } from './words.ts';

export const LanguageSwitch = () => {
  const say = useTexts(FRAME);
  const { language, choose } = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <Button type="text" icon={<GlobalOutlined />} lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => choose(other)}>
      {say.language}
    </Button>
  );
};
