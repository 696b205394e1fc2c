/** Everybody in the second city: forty-odd invented people. `m` are or become members, `s` are strangers to the union. */
export interface Person {
  readonly code: string;
  readonly name: string;
  /** 18 characters, as GB 11643 has it. */
  readonly id: string;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const withCheck = (first17: string): string => {
  const sum = [...first17].reduce((total, digit, place) => total + Number(digit) * (WEIGHTS[place] ?? 0), 0);
  return first17 + CHECK_CHARACTERS.charAt(sum % 11);
};

const TABLE: readonly (readonly [code: string, name: string, first17: string])[] = [
  ['m01', '李望舒', '44030419790312042'],
  ['m02', '周沐阳', '44030519850604013'],
  ['m03', '孙静姝', '44030319880921024'],
  ['m04', '陈可为', '44030619910115011'],
  ['m05', '吴定邦', '44030719830708015'],
  ['m06', '郑秋白', '44030519840229017'],
  ['m07', '王海若', '44030419871103026'],
  ['m08', '冯知行', '44030319790223565'],
  ['m09', '褚遂意', '44030319740518019'],
  ['m10', '卫青岚', '44030619820610028'],
  ['m11', '蒋闻达', '44030519771224033'],
  ['m12', '沈默存', '44030419890909013'],
  ['m13', '韩守正', '44030719860130037'],
  ['m14', '杨予怀', '44030519900716048'],
  ['m15', '朱颜真', '44030619810827022'],
  ['m16', '秦岭松', '44030719841212051'],
  ['m17', '尤可期', '44030319930405012'],
  ['m18', '许山河', '44030519910317059'],
  ['m19', '何亦舟', '44030419950928014'],
  ['m20', '吕归鸿', '44030519760820039'],
  ['m21', '施润泽', '44030619871006025'],
  ['m22', '张叩舷', '44030719800314018'],
  ['m23', '陳思遠', '81000019920611003'],
  ['m24', '曹素笺', '44030719820611060'],
  ['m25', '严于律', '44030319850919016'],
  ['m26', '华予宁', '44030419830526029'],
  ['m27', '金满仓', '44030519680105011'],
  ['m28', '魏长安', '44030319800701034'],
  ['m29', '阿依古丽·热合曼', '65010219861020046'],
  ['m30', '欧阳若木', '44030519600312018'],
  ['m31', '姜晓溪', '44030619860917146'],
  ['m32', '戚雨眠', '44030719940817021'],
  ['s01', '李怀远', '44030419770202017'],
  ['s02', '李幼安', '44030420120909024'],
  ['s03', '谢无衣', '44030519660606013'],
  ['s04', '邹明台', '44030619720707037'],
  ['s05', '喻微之', '44030719810303022'],
  ['s06', '柏舟行', '44030319870404051'],
  ['s07', '水无痕', '44030419910505046'],
  ['s08', '窦建中', '44030519590101019'],
  ['s09', '章台柳', '44030619830606029'],
  ['s10', '云中君', '44030719751111033'],
];

const PEOPLE: ReadonlyMap<string, Person> = new Map(TABLE.map(([code, name, first17]) => [code, { code, name, id: withCheck(first17) }]));

export const person = (code: string): Person => {
  const found = PEOPLE.get(code);
  if (found === undefined) throw new RangeError(`nobody in the second city is called ${code}`);
  return found;
};

/** Of whom an identity number speaks, in whichever form it is written; undefined for a number of nobody here. */
export const whoIs = (written: string): Person | undefined => {
  const id = written
    .replaceAll(/[０-９Ｘｘ]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll(/\s/g, '')
    .toUpperCase();
  return [...PEOPLE.values()].find((one) => one.id === id || old(one) === id);
};

/** The forms in which registers write one and the same number. */
export const plain = ({ id }: Person): string => id;
export const lower = ({ id }: Person): string => id.toLowerCase();
export const wide = ({ id }: Person): string => id.replaceAll(/[0-9X]/g, (narrow) => String.fromCharCode(narrow.charCodeAt(0) + 0xfee0));
export const spaced = ({ id }: Person): string => ` ${id}\u3000`;
/** Fifteen digits: no century, no check character. */
export const old = ({ id }: Person): string => id.slice(0, 6) + id.slice(8, 17);

/** As a JSON number. Only for those whose number survives it digit by digit: a careless reader would match them. */
export const asNumber = ({ code, id }: Person): number => {
  if (String(Number(id)) !== id) throw new RangeError(`the number of ${code} does not survive as a JSON number`);
  return Number(id);
};
