/** What the pages of the ledger say. */
import { texts } from '../../language.tsx';

export const AUDIT = texts(
  {
    about: '谁在何时、为何、对谁做了什么。仅供审计员；查询本身也记入台账。逐条验真请用 huzheng audit export 与 verify。',
    empty: '没有符合条件的条目。',
    seq: '序号',
    at: '时间',
    actor: '操作者',
    act: '行为',
    purpose: '用途',
    sources: '数据来源',
    outcome: '结果',
    subjects: '涉及人数',
    particulars: '详情',
    trace: '追踪号',
    from: '自',
    to: '至（不含）',
  },
  {
    about:
      'Who did what, when, why and to whom. For auditors; asking is itself an entry. To verify it, use huzheng audit export and verify.',
    empty: 'No entry fits.',
    seq: 'No.',
    at: 'When',
    actor: 'Actor',
    act: 'Act',
    purpose: 'Purpose',
    sources: 'Sources',
    outcome: 'Outcome',
    subjects: 'People',
    particulars: 'Particulars',
    trace: 'Trace',
    from: 'From',
    to: 'Before',
  },
);

export const LOOKS = texts(
  {
    about: '谁在何时、为何查阅过某位会员，以及查阅了谁的陈述。查询本身也是一次查阅。',
    memberId: '会员编号',
    ask: '查询',
    missing: '请输入会员编号',
    begin: '输入会员编号后查询。',
    empty: '尚无人查阅过该会员。',
    of: (memberId: string) => `会员 ${memberId} 的查阅记录`,
  },
  {
    about: 'Who looked at a member, when, why, and at whose statements. Asking is itself a look.',
    memberId: 'Member id',
    ask: 'Ask',
    missing: 'Enter a member id',
    begin: 'Enter a member id and ask.',
    empty: 'Nobody has looked at this member.',
    of: (memberId: string) => `Looks at member ${memberId}`,
  },
);
