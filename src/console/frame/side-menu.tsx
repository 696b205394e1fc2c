/** The pages that this operator may see, in their groups. */
import { NavLink } from 'react-router';
import type { Role } from '../api/queries.ts';
import { useTexts } from '../language.tsx';
import { GROUPS, maySee, PAGES } from '../pages.ts';
import { GROUP_NAMES, PAGE_NAMES } from '../words/pages.ts';
import { FRAME } from './words.ts';

export const SideMenu = ({ roles, isOpen }: { readonly roles: readonly Role[]; readonly isOpen: boolean }) => {
  const say = useTexts(FRAME);
  const names = useTexts(PAGE_NAMES);
  const groups = useTexts(GROUP_NAMES);
  const seen = PAGES.filter((page) => maySee(page, roles));
  return (
    <nav id="side-menu" className={isOpen ? 'side is-open' : 'side'} aria-label={say.pages}>
      {GROUPS.map((group) => {
        const here = seen.filter((page) => page.group === group);
        if (here.length === 0) return null;
        return (
          <section key={group} aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`}>{groups[group]}</h2>
            <ul>
              {here.map(({ path, name }) => (
                <li key={path}>
                  <NavLink to={path}>{names[name]}</NavLink>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
};
