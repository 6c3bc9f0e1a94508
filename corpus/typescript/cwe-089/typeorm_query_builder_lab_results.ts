// seccoder-example: 1
// title: Filter the laboratory results of a patient with TypeORM
// guideline: Name parameters in query builder conditions and pass their values beside the text.
// cwe: CWE-89
// apis: typeorm.SelectQueryBuilder.where, typeorm.SelectQueryBuilder.andWhere
// applies: typeorm
// --- secure ---
import type { Repository } from "typeorm";

export interface LabResult {
  id: number;
  patientId: number;
  code: string;
  remark: string;
  takenAt: Date;
}

export function findResults(
  results: Repository<LabResult>,
  patientId: number,
  filter: { codes?: string[]; remark?: string },
): Promise<LabResult[]> {
  const query = results
    .createQueryBuilder("r")
    .where("r.patientId = :patientId", { patientId });
  if (filter.codes?.length) {
    query.andWhere("r.code IN (:...codes)", { codes: filter.codes });
  }
  if (filter.remark) {
    query.andWhere("r.remark LIKE :remark", { remark: `%${filter.remark}%` });
  }
  return query.orderBy("r.takenAt", "DESC").take(200).getMany();
}
// --- vulnerable ---
import type { Repository } from "typeorm";

export interface LabResult {
  id: number;
  patientId: number;
  code: string;
  remark: string;
  takenAt: Date;
}

export function findResults(
  results: Repository<LabResult>,
  patientId: number,
  filter: { codes?: string[]; remark?: string },
): Promise<LabResult[]> {
  const query = results
    .createQueryBuilder("r")
    .where("r.patientId = :patientId", { patientId });
  if (filter.codes?.length) {
    query.andWhere(`r.code IN ('${filter.codes.join("', '")}')`);
  }
  if (filter.remark) {
    query.andWhere(`r.remark LIKE '%${filter.remark}%'`);
  }
  return query.orderBy("r.takenAt", "DESC").take(200).getMany();
}
