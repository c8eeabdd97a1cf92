// Which walk answers which root field: one line each.

import { walkAnswerTrace } from './answers/trace.ts'
import { walkApproveBatch, walkBatchApprovals, walkEndBatch } from './approvals/walk-approvals.ts'
import { walkAssessmentsToCountersign, walkCountersignAssessment } from './assessments/countersign.ts'
import { walkRecordAssessment, walkRecordVisit } from './assessments/record.ts'
import { walkRecordSubsidyChoice } from './choices/record.ts'
import { walkGiveConsent, walkWithdrawConsent } from './consents/give.ts'
import { walkAskedUnderConsent, walkConsents } from './consents/list.ts'
import { walkCorrections, walkRequestCorrection } from './corrections/request.ts'
import { walkAnswerCorrection, walkCorrectionTickets } from './corrections/tickets.ts'
import { walkAcceptDeputy, walkAppointDeputy, walkDeputies, walkEndDeputy } from './deputies/walk-deputies.ts'
import { walkOpenEmergency } from './emergency/open.ts'
import { walkCloseEmergency, walkRenewEmergency } from './emergency/renew.ts'
import { walkEmergenciesToReview, walkReviewEmergency } from './emergency/review.ts'
import { walkEmergencySubject } from './emergency/walk-subject.ts'
import { walkAcknowledgeNotice } from './notices/acknowledge.ts'
import { walkFaultyRecords, walkQualityReports } from './quality/walk.ts'
import { walkCareLeaverPriority } from './questions/care-leaver.ts'
import { walkBenefitRules } from './questions/rule-reference.ts'
import { walkEligibility, walkPupils, walkStay } from './questions/walk-questions.ts'
import { walkChildWorkers, walkDutyContact, walkReference } from './reference/walk-reference.ts'
import { walkChild, walkChildNamed, walkChildren } from './registry/casework.ts'
import { walkDecideLinkReview, walkLinkReviews, walkTakeLinkReview } from './registry/links/reviews.ts'
import { walkUndoLink } from './registry/links/undo.ts'
import { walkChildRecord } from './registry/record/walk.ts'
import { walkFileMandatoryReport } from './reports/file.ts'
import { walkAcknowledgeReport, walkMandatoryReport, walkMandatoryReports } from './reports/read.ts'
import type { RootWalker } from './rooms.ts'
import {
  walkCloseEncounter,
  walkCloseEncounters,
  walkOpenEncounter,
  walkOpenEncounters,
} from './settlement/encounters.ts'
import { walkUnansweredQuestions } from './settlement/list.ts'
import { walkResettlements } from './settlement/resettlements.ts'
import { walkStatisticsReleased } from './statistics/released.ts'
import {
  walkAskStatistics,
  walkCompareStatistics,
  walkStatistics,
  walkStatisticsMenu,
  walkStatisticTable,
} from './statistics/walk.ts'
import { walkAnswerTransfer, walkEndTransfer, walkTransfersToAnswer } from './transfers/answer.ts'
import { walkRequestTransfer, walkTransfers } from './transfers/request.ts'
import { walkWorkListChanged } from './worklists/changes.ts'
import { walkDecideTask } from './worklists/decide.ts'
import { walkEnrolmentTasks, walkWorkList } from './worklists/list.ts'
import { walkAlgorithmRegister } from './worklists/register.ts'

export const WALKERS: ReadonlyMap<string, RootWalker> = new Map([
  ['eligibility', walkEligibility],
  ['stayEligibility', walkStay],
  ['pupilEligibility', walkPupils],
  ['careLeaverPriority', walkCareLeaverPriority],
  ['answerTrace', walkAnswerTrace],
  ['child', walkChild],
  ['childNamed', walkChildNamed],
  ['children', walkChildren],
  ['childRecord', walkChildRecord],
  ['statistics', walkStatistics],
  ['askStatistics', walkAskStatistics],
  ['statisticTable', walkStatisticTable],
  ['compareStatistics', walkCompareStatistics],
  ['statisticsMenu', walkStatisticsMenu],
  ['statisticsReleased', walkStatisticsReleased],
  ['benefitRules', walkBenefitRules],
  ['openEmergency', walkOpenEmergency],
  ['renewEmergency', walkRenewEmergency],
  ['closeEmergency', walkCloseEmergency],
  ['emergencySubject', walkEmergencySubject],
  ['emergenciesToReview', walkEmergenciesToReview],
  ['reviewEmergency', walkReviewEmergency],
  ['acknowledgeNotice', walkAcknowledgeNotice],
  ['deputies', walkDeputies],
  ['appointDeputy', walkAppointDeputy],
  ['acceptDeputy', walkAcceptDeputy],
  ['endDeputy', walkEndDeputy],
  ['reference', walkReference],
  ['dutyContact', walkDutyContact],
  ['childWorkers', walkChildWorkers],
  ['linkReviews', walkLinkReviews],
  ['takeLinkReview', walkTakeLinkReview],
  ['decideLinkReview', walkDecideLinkReview],
  ['undoLink', walkUndoLink],
  ['requestCorrection', walkRequestCorrection],
  ['corrections', walkCorrections],
  ['correctionTickets', walkCorrectionTickets],
  ['answerCorrection', walkAnswerCorrection],
  ['openEncounter', walkOpenEncounter],
  ['openEncounters', walkOpenEncounters],
  ['closeEncounter', walkCloseEncounter],
  ['closeEncounters', walkCloseEncounters],
  ['unansweredQuestions', walkUnansweredQuestions],
  ['resettlements', walkResettlements],
  ['requestTransfer', walkRequestTransfer],
  ['transfers', walkTransfers],
  ['transfersToAnswer', walkTransfersToAnswer],
  ['answerTransfer', walkAnswerTransfer],
  ['endTransfer', walkEndTransfer],
  ['recordVisit', walkRecordVisit],
  ['recordAssessment', walkRecordAssessment],
  ['assessmentsToCountersign', walkAssessmentsToCountersign],
  ['countersignAssessment', walkCountersignAssessment],
  ['recordSubsidyChoice', walkRecordSubsidyChoice],
  ['giveConsent', walkGiveConsent],
  ['withdrawConsent', walkWithdrawConsent],
  ['approveBatch', walkApproveBatch],
  ['endBatch', walkEndBatch],
  ['batchApprovals', walkBatchApprovals],
  ['consents', walkConsents],
  ['askedUnderConsent', walkAskedUnderConsent],
  ['qualityReports', walkQualityReports],
  ['faultyRecords', walkFaultyRecords],
  ['fileMandatoryReport', walkFileMandatoryReport],
  ['mandatoryReports', walkMandatoryReports],
  ['mandatoryReport', walkMandatoryReport],
  ['acknowledgeReport', walkAcknowledgeReport],
  ['workList', walkWorkList],
  ['enrolmentTasks', walkEnrolmentTasks],
  ['workListChanged', walkWorkListChanged],
  ['algorithmRegister', walkAlgorithmRegister],
  ['decideTask', walkDecideTask],
])
