/** Ant Design in the chosen language, in colours that can be read (WCAG AA on white), still where the operator's system asks for stillness. */
import { App, ConfigProvider, type ThemeConfig } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { type ReactNode, useEffect } from 'react';
import { useLanguage } from '../language.tsx';

const LOCALES = { zh, en } as const;
const DAYJS = { zh: 'zh-cn', en: 'en' } as const;

/** The page's policy lets no style in that does not name it. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? '';

const LOOK: ThemeConfig = {
  hashed: false,
  token: {
    colorPrimary: '#0b57b7',
    colorLink: '#0b57b7',
    colorLinkHover: '#083f85',
    colorInfo: '#0b57b7',
    colorSuccess: '#1f6f0b',
    colorWarning: '#9a4a00',
    colorError: '#b8121f',
    colorSuccessBg: '#eaf6e6',
    colorSuccessBorder: '#b4dba6',
    colorWarningBg: '#fdf3e3',
    colorWarningBorder: '#eccb98',
    colorErrorBg: '#fdecec',
    colorErrorBorder: '#efb5b8',
    colorInfoBg: '#e9f1fb',
    colorInfoBorder: '#b3cdee',
    colorTextDescription: 'rgba(0, 0, 0, 0.65)',
    colorTextTertiary: 'rgba(0, 0, 0, 0.62)',
    colorTextPlaceholder: 'rgba(0, 0, 0, 0.58)',
    borderRadius: 4,
    fontFamily: "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif",
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  },
};

export const Look = ({ children }: { readonly children: ReactNode }) => {
  const { language } = useLanguage();
  useEffect(() => void dayjs.locale(DAYJS[language]), [language]);
  return (
    <ConfigProvider locale={LOCALES[language]} theme={LOOK} csp={{ nonce }} button={{ autoInsertSpace: false }}>
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
};
