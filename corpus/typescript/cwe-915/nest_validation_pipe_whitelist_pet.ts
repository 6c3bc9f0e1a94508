// seccoder-example: 1
// title: Update the record of a pet in NestJS with a checked body
// guideline: Turn on whitelist in ValidationPipe, so that only declared properties reach the record.
// cwe: CWE-915
// apis: @nestjs/common.ValidationPipe, typeorm.Repository.update
// applies: @nestjs/common, class-validator, typeorm
// --- secure ---
import { Body, Controller, Inject, NotFoundException, Param } from "@nestjs/common";
import { ParseIntPipe, Put, Req, UseGuards, ValidationPipe } from "@nestjs/common";
import { IsInt, IsString, Length, Max, Min } from "class-validator";
import type { Repository } from "typeorm";
import type { Pet } from "./pet.entity";
import { SessionGuard, type SignedInRequest } from "./session.guard";

export class PetChanges {
  @IsString()
  @Length(1, 60)
  name!: string;

  @IsInt()
  @Min(1)
  @Max(200_000)
  weightInGrams!: number;
}

@Controller("pets")
@UseGuards(SessionGuard)
export class PetController {
  constructor(@Inject("PETS") private readonly pets: Repository<Pet>) {}

  @Put(":id")
  async update(
    @Param("id", ParseIntPipe) id: number,
    @Body(new ValidationPipe({ whitelist: true })) changes: PetChanges,
    @Req() { user }: SignedInRequest,
  ): Promise<void> {
    const { affected } = await this.pets.update({ id, ownerId: user.id }, changes);
    if (!affected) {
      throw new NotFoundException("no such pet");
    }
  }
}
// --- vulnerable ---
import { Body, Controller, Inject, NotFoundException, Param } from "@nestjs/common";
import { ParseIntPipe, Put, Req, UseGuards, ValidationPipe } from "@nestjs/common";
import { IsInt, IsString, Length, Max, Min } from "class-validator";
import type { Repository } from "typeorm";
import type { Pet } from "./pet.entity";
import { SessionGuard, type SignedInRequest } from "./session.guard";

export class PetChanges {
  @IsString()
  @Length(1, 60)
  name!: string;

  @IsInt()
  @Min(1)
  @Max(200_000)
  weightInGrams!: number;
}

@Controller("pets")
@UseGuards(SessionGuard)
export class PetController {
  constructor(@Inject("PETS") private readonly pets: Repository<Pet>) {}

  @Put(":id")
  async update(
    @Param("id", ParseIntPipe) id: number,
    @Body(new ValidationPipe()) changes: PetChanges,
    @Req() { user }: SignedInRequest,
  ): Promise<void> {
    const { affected } = await this.pets.update({ id, ownerId: user.id }, changes);
    if (!affected) {
      throw new NotFoundException("no such pet");
    }
  }
}
