/** The same figures as a spreadsheet. */
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { asked, client } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { saveFile } from '../../parts/download.ts';
import { useProblemText } from '../../parts/problem-text.ts';
import type { OverviewFilters } from './overview-query.ts';
import { OVERVIEW } from './words.ts';

export const DownloadOverview = ({ filters }: { readonly filters: OverviewFilters }) => {
  const say = useTexts(OVERVIEW);
  const problemText = useProblemText();
  const { message } = App.useApp();
  const download = useMutation({
    mutationFn: async () => {
      const query = asked<'downloadOverview'>(filters);
      const { data, response } = await client.GET('/v1/overview/spreadsheet', { params: { query }, parseAs: 'blob' });
      saveFile(data, response);
    },
    onError: (thrown) => {
      const { title, detail } = problemText(thrown);
      void message.error(`${title}: ${detail}`);
    },
    gcTime: 0,
  });
  return (
    <Button type="primary" loading={download.isPending} onClick={() => download.mutate()}>
      {say.download}
    </Button>
  );
};
