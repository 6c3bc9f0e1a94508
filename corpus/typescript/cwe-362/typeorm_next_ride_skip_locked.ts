// seccoder-example: 1
// title: Hand the next waiting ride to a taxi driver with TypeORM
// guideline: Lock the row that you read in a transaction before you write it back.
// cwe: CWE-362, CWE-367
// apis: typeorm.DataSource.transaction, typeorm.EntityManager.findOne
// applies: typeorm, PostgreSQL
// --- secure ---
import { Column, type DataSource, Entity, IsNull, PrimaryGeneratedColumn } from "typeorm";

@Entity()
export class Ride {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: "int", nullable: true })
  driverId!: number | null;

  @Column({ type: "timestamptz" })
  requestedAt!: Date;
}

export function takeNextRide(source: DataSource, driverId: number): Promise<Ride | null> {
  return source.transaction(async (manager) => {
    const ride = await manager.findOne(Ride, {
      where: { driverId: IsNull() },
      order: { requestedAt: "ASC" },
      lock: { mode: "pessimistic_write", onLocked: "skip_locked" },
    });
    if (!ride) {
      return null;
    }
    ride.driverId = driverId;
    return manager.save(ride);
  });
}
// --- vulnerable ---
import { Column, type DataSource, Entity, IsNull, PrimaryGeneratedColumn } from "typeorm";

@Entity()
export class Ride {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: "int", nullable: true })
  driverId!: number | null;

  @Column({ type: "timestamptz" })
  requestedAt!: Date;
}

export function takeNextRide(source: DataSource, driverId: number): Promise<Ride | null> {
  return source.transaction(async (manager) => {
    const ride = await manager.findOne(Ride, {
      where: { driverId: IsNull() },
      order: { requestedAt: "ASC" },
    });
    if (!ride) {
      return null;
    }
    ride.driverId = driverId;
    return manager.save(ride);
  });
}
