/** What each figure counts, in the words of the contract, the spreadsheet and `docs/overview.md`: said here and nowhere else in the code. */
import type { Bilingual } from '../pipeline/4-screen/types.ts';
import type { Figure } from './figures.ts';
import { SMALLEST_TOLD } from './small-counts.ts';

interface Definition {
  readonly title: Bilingual;
  readonly meaning: Bilingual;
}

export const DEFINITIONS: Readonly<Record<Figure | 'members' | 'takeUp' | 'month' | 'district' | 'untold', Definition>> = {
  flagged: {
    title: { zh: '已标记（个案）', en: 'flagged (cases)' },
    meaning: {
      zh: '当月开立的个案中，有困难线索或建议类别的；同一会员一项用途一件事由为一个个案。按该个案最近一次核验的结果计。',
      en: 'Cases opened that month with a lead or a suggested class: one member, one purpose, one episode each. As the case was last found.',
    },
  },
  nearMiss: {
    title: { zh: '临界（个案）', en: 'near misses (cases)' },
    meaning: {
      zh: '当月开立、仅差少许未达标准的个案；不标记任何人。',
      en: 'Cases opened that month that missed a ground by little; they flag nobody.',
    },
  },
  delivered: {
    title: { zh: '已推送（申请）', en: 'delivered (applications)' },
    meaning: {
      zh: '当月首次被工会帮接收的申请；之后的新版本不再计。',
      en: 'Applications that the aid system first took that month; later versions are not counted again.',
    },
  },
  confirmed: {
    title: { zh: '已确认（申请）', en: 'confirmed (applications)' },
    meaning: {
      zh: '职工当月确认的申请，无论之后结果；未曾告知确认时间的，按决定时间计。',
      en: 'Applications that workers confirmed that month, whatever was decided since; where nobody told of it, by the decision.',
    },
  },
  declined: {
    title: { zh: '已放弃（申请）', en: 'declined (applications)' },
    meaning: { zh: '职工当月放弃的申请。', en: 'Applications that workers declined that month.' },
  },
  granted: {
    title: { zh: '已批准（申请）', en: 'granted (applications)' },
    meaning: { zh: '经办单位当月批准的申请。', en: 'Applications that were granted that month.' },
  },
  refused: {
    title: { zh: '未批准（申请）', en: 'refused (applications)' },
    meaning: {
      zh: '经办单位当月未批准的申请；工会帮未接收的申请不在其内。',
      en: 'Applications that were refused that month; not those that the aid system never took.',
    },
  },
  members: {
    title: { zh: '已标记会员（人）', en: 'members flagged (people)' },
    meaning: {
      zh: '所选月份内有已标记个案的会员，每人只计一次。',
      en: 'Members with a flagged case in the months asked for, each once.',
    },
  },
  takeUp: {
    title: { zh: '申领率', en: 'take-up' },
    meaning: {
      zh: '所选月份内首次推送、既未过期也未撤回的申请中，职工已确认的；已确认的申请中，已批准的。',
      en: 'Of applications first delivered in the months asked for, neither expired nor taken back: those confirmed; of those confirmed: those granted.',
    },
  },
  month: {
    title: { zh: '月份', en: 'month' },
    meaning: {
      zh: '各事件本身所在的月份，北京时间；个案按业务日期。因此同一行的各数并非同一批人。',
      en: 'The month of each event itself, Asia/Shanghai; of a case, of its business day. The figures of one line are therefore not about the same people.',
    },
  },
  district: {
    title: { zh: '所属区', en: 'district' },
    meaning: {
      zh: '个案开立时、申请生成时会员名册所载的区，之后迁移不改。',
      en: 'As the roster had it when the case was opened or the application made; a later move changes nothing.',
    },
  },
  untold: {
    title: { zh: '不予显示的数', en: 'figures not told' },
    meaning: {
      zh: `涉及某一区的数为1至${SMALLEST_TOLD - 1}时不显示，以免推知个人；可由合计推算出来的，一并不显示。`,
      en: `A figure about one district from 1 to ${SMALLEST_TOLD - 1} is not told, lest it single somebody out; nor what it could be worked out from.`,
    },
  },
};

/** What is counted at all. */
export const WHAT_IS_KEPT: Bilingual = {
  zh: '只计仍保存的数据：已销毁的人员不在其内，超过保存期限的个案和申请亦不在其内。',
  en: 'Only what is still kept is counted: nobody who was erased, and no case or application older than its retention.',
};
