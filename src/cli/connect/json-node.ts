/** Names of members, and indexes of elements. */
export type JsonPath = readonly (string | number)[];

/** A value, by offsets into its text. */
export interface JsonNode {
  type: 'Object' | 'Array' | 'Value';
  text: string;
  start: number;
  end: number;
  evaluate(): unknown;
  /** The members of an object, or the elements of an array. */
  listItems(): readonly JsonItem[];
}

export interface JsonItem {
  /** Of a member. */
  name: string | undefined;
  start: number;
  end: number;
  value: JsonNode;
}
