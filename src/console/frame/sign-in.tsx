/** Signing in: with the local account of the embedded default, or at the federation's identity provider. Leads back to where one was going. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Divider, Form, Input } from 'antd';
import { Navigate, useSearchParams } from 'react-router';
import { client, Refusal, type Schemas, told } from '../api/client.ts';
import { sessionQuery, setSession } from '../api/queries.ts';
import { keepReturn, ownPath } from '../api/signed-in.ts';
import { useTexts } from '../language.tsx';
import { useProblemText } from '../parts/problem-text.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { Loading } from './loading.tsx';
import { SIGN_IN } from './sign-in-words.ts';

/** The server says in the page itself which ways there are. */
const stated = document.querySelector<HTMLMetaElement>('meta[name="sign-in"]')?.content.split(' ') ?? [];
const WAYS = { local: stated.includes('local'), provider: stated.includes('provider') };

export const SignIn = () => {
  const say = useTexts(SIGN_IN);
  const [query] = useSearchParams();
  const back = ownPath(query.get('return')) ?? '/';
  const { data: session, isPending } = useQuery(sessionQuery);
  if (isPending) return <Loading />;
  if (session !== null && session !== undefined) return <Navigate to={back} replace />;
  return (
    <main className="whole sign-in">
      <title>{`${say.title} · ${say.product}`}</title>
      <div className="card">
        <header>
          <h1>{say.heading}</h1>
          <LanguageSwitch />
        </header>
        <p>{say.about}</p>
        {WAYS.local && <LocalForm />}
        {WAYS.local && WAYS.provider && <Divider plain>{say.or}</Divider>}
        {WAYS.provider && (
          <Button block type={WAYS.local ? 'default' : 'primary'} href="/sign-in" onClick={() => keepReturn(back)}>
            {say.provider}
          </Button>
        )}
      </div>
    </main>
  );
};

/** Why somebody was not signed in, where it is one of the usual reasons in the language of the page. */
const useRefusalText = (): ((thrown: unknown) => string) => {
  const say = useTexts(SIGN_IN);
  const problemText = useProblemText();
  const usual: Readonly<Record<string, string>> = {
    'not-signed-in': say.wrong,
    'too-many-requests': say.tooOften,
    'no-local-account': say.noLocal,
  };
  return (thrown) => (thrown instanceof Refusal ? usual[thrown.code] : undefined) ?? problemText(thrown).detail;
};

const LocalForm = () => {
  const say = useTexts(SIGN_IN);
  const why = useRefusalText();
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: (body: Schemas['LocalSignIn']) => told(client.POST('/v1/session', { body })),
    onSuccess: (session) => setSession(queries, session),
  });
  const { error } = signIn;
  return (
    <Form<Schemas['LocalSignIn']> layout="vertical" requiredMark={false} onFinish={(body) => signIn.mutate(body)}>
      {error !== null && <Alert type="error" showIcon title={say.refused} description={why(error)} role="alert" className="spaced" />}
      <Form.Item name="name" label={say.name} rules={[{ required: true, message: say.nameMissing }]}>
        <Input autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item name="password" label={say.password} rules={[{ required: true, message: say.passwordMissing }]} extra={say.passwordWhere}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
        {say.signIn}
      </Button>
    </Form>
  );
};
