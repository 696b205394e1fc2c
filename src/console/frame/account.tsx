/** Who is signed in, in which roles; the other language; the way out. */
import { DownOutlined, UserOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { client, told } from '../api/client.ts';
import { SESSION, type Session, setSession } from '../api/queries.ts';
import { useTerm, useTexts } from '../language.tsx';
import { ROLES } from '../words/terms.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { FRAME } from './words.ts';

export const Account = ({ session }: { readonly session: Session }) => {
  const say = useTexts(FRAME);
  const term = useTerm();
  const signOut = useSignOut();
  const roles = session.roles.map((role) => term(ROLES, role)).join(' · ') || say.noRoles;
  return (
    <div className="account">
      <LanguageSwitch />
      <Dropdown
        trigger={['click']}
        // Inside the landmark that the button stands in.
        getPopupContainer={(button) => button.parentElement ?? document.body}
        menu={{
          items: [
            { key: 'roles', label: `${say.roles}: ${roles}`, disabled: true },
            { type: 'divider' },
            { key: 'sign-out', label: say.signOut, onClick: () => signOut.mutate() },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined />} aria-haspopup="menu" aria-label={`${say.account}: ${session.name}`}>
          {session.name} <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
    </div>
  );
};

/** What others see next at this screen begins with nothing. */
const useSignOut = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => told(client.DELETE('/v1/session')),
    onSuccess: () => {
      setSession(queries, null);
      queries.removeQueries({ predicate: ({ queryKey: [about] }) => about !== SESSION[0] });
    },
  });
};
