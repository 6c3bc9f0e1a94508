// seccoder-example: 1
// title: Send a trail map sheet by its file name with NestJS
// guideline: Turn a parameter into a path in a pipe that matches it against a strict file name.
// cwe: CWE-22
// apis: @nestjs/common.PipeTransform, @nestjs/common.StreamableFile, fs.promises.open
// applies: @nestjs/common
// --- secure ---
import { open } from "node:fs/promises";
import { join } from "node:path";
import {
  BadRequestException,
  Controller,
  Get,
  Injectable,
  NotFoundException,
  Param,
  type PipeTransform,
  StreamableFile,
} from "@nestjs/common";

const SHEETS = "/srv/trails/sheets";

@Injectable()
export class SheetFilePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    if (!/^[a-z0-9-]{1,40}[.]pdf$/.test(name)) {
      throw new BadRequestException("bad sheet name");
    }
    return join(SHEETS, name);
  }
}

@Controller("sheets")
export class SheetController {
  @Get(":name")
  async download(@Param("name", SheetFilePipe) path: string): Promise<StreamableFile> {
    const file = await open(path).catch(() => null);
    if (!file) {
      throw new NotFoundException("no such sheet");
    }
    return new StreamableFile(file.createReadStream(), { type: "application/pdf" });
  }
}
// --- vulnerable ---
import { open } from "node:fs/promises";
import { join } from "node:path";
import {
  Controller,
  Get,
  Injectable,
  NotFoundException,
  Param,
  type PipeTransform,
  StreamableFile,
} from "@nestjs/common";

const SHEETS = "/srv/trails/sheets";

@Injectable()
export class SheetFilePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    return join(SHEETS, name);
  }
}

@Controller("sheets")
export class SheetController {
  @Get(":name")
  async download(@Param("name", SheetFilePipe) path: string): Promise<StreamableFile> {
    const file = await open(path).catch(() => null);
    if (!file) {
      throw new NotFoundException("no such sheet");
    }
    return new StreamableFile(file.createReadStream(), { type: "application/pdf" });
  }
}
