// seccoder-example: 1
// title: Let the manager of a store replace its shift plan in NestJS
// guideline: Check in the guard that the role holds for the very store named in the route.
// cwe: CWE-639, CWE-862
// apis: @nestjs/common.CanActivate, @nestjs/common.UseGuards
// applies: @nestjs/common
// --- secure ---
import { Body, Controller, Injectable, Param, Put, UseGuards } from "@nestjs/common";
import type { CanActivate, ExecutionContext } from "@nestjs/common";
import { PlanDto, PlanService } from "./plan.service";
import { SessionGuard } from "./session.guard";
import { StaffService } from "./staff.service";

@Injectable()
export class StoreManagerGuard implements CanActivate {
  constructor(private readonly staff: StaffService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { user, params } = context.switchToHttp().getRequest();
    const posts = await this.staff.postsOf(user.id);
    return posts.some(
      (post) => post.role === "manager" && post.storeId === params.storeId,
    );
  }
}

@Controller("stores/:storeId/plan")
@UseGuards(SessionGuard, StoreManagerGuard)
export class PlanController {
  constructor(private readonly plans: PlanService) {}

  @Put()
  replace(@Param("storeId") storeId: string, @Body() plan: PlanDto): Promise<void> {
    return this.plans.replace(storeId, plan);
  }
}
// --- vulnerable ---
import { Body, Controller, Injectable, Param, Put, UseGuards } from "@nestjs/common";
import type { CanActivate, ExecutionContext } from "@nestjs/common";
import { PlanDto, PlanService } from "./plan.service";
import { SessionGuard } from "./session.guard";
import { StaffService } from "./staff.service";

@Injectable()
export class StoreManagerGuard implements CanActivate {
  constructor(private readonly staff: StaffService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { user } = context.switchToHttp().getRequest();
    const posts = await this.staff.postsOf(user.id);
    return posts.some((post) => post.role === "manager");
  }
}

@Controller("stores/:storeId/plan")
@UseGuards(SessionGuard, StoreManagerGuard)
export class PlanController {
  constructor(private readonly plans: PlanService) {}

  @Put()
  replace(@Param("storeId") storeId: string, @Body() plan: PlanDto): Promise<void> {
    return this.plans.replace(storeId, plan);
  }
}
